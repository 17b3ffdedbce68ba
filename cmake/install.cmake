# An installed copy is found with find_package(panet) and used as panet::panet.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/panet)
install(TARGETS panet EXPORT panet_targets)
install(TARGETS panet_program)
install(TARGETS panet_commands LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/panet TYPE INCLUDE)
install(FILES models/panet-resnet50.safetensors DESTINATION ${CMAKE_INSTALL_DATADIR}/panet)
install(EXPORT panet_targets NAMESPACE panet:: DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/panetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/panetConfig.cmake ${PROJECT_BINARY_DIR}/panetConfigVersion.cmake
        DESTINATION ${package_folder})
