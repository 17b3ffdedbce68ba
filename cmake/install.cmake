# An installed copy is found with find_package(panet) and used as panet::panet; what trains is the component `train`,
# panet::train.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/panet)
install(TARGETS panet EXPORT panet_targets)
install(TARGETS panet_program)
install(TARGETS panet_module LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/panet TYPE INCLUDE REGEX "panet/(train|parallel)$|panet/train.h$" EXCLUDE)
install(FILES models/panet-resnet50.safetensors DESTINATION ${CMAKE_INSTALL_DATADIR}/panet)
install(EXPORT panet_targets NAMESPACE panet:: DESTINATION ${package_folder})
if(PANET_BUILD_TRAIN)
  install(TARGETS panet_train EXPORT panet_train_targets COMPONENT train)
  install(TARGETS panet_torch COMPONENT train)
  install(DIRECTORY include/panet/train include/panet/parallel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/panet
          COMPONENT train)
  install(EXPORT panet_train_targets NAMESPACE panet:: DESTINATION ${package_folder} COMPONENT train)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/panetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/panetConfig.cmake ${PROJECT_BINARY_DIR}/panetConfigVersion.cmake
        DESTINATION ${package_folder})
