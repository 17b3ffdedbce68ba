# An installed copy is found with find_package(panet) and used as panet::panet; what trains is the component `train`,
# panet::train. The components are the packages of cmake/package.cmake.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/panet)
install(TARGETS panet EXPORT panet_targets LIBRARY COMPONENT program NAMELINK_COMPONENT development)
install(TARGETS panet_program COMPONENT program)
install(TARGETS panet_module LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/panet COMPONENT program)
install(FILES models/panet-resnet50.safetensors DESTINATION ${CMAKE_INSTALL_DATADIR}/panet COMPONENT program)
install(DIRECTORY include/panet TYPE INCLUDE COMPONENT development
        REGEX "panet/(train|parallel)$|panet/train.h$" EXCLUDE)
install(EXPORT panet_targets NAMESPACE panet:: DESTINATION ${package_folder} COMPONENT development)
if(PANET_BUILD_TRAIN)
  install(TARGETS panet_train EXPORT panet_train_targets COMPONENT train)
  install(TARGETS panet_torch COMPONENT train)
  install(DIRECTORY include/panet/train include/panet/parallel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/panet
          COMPONENT train)
  install(EXPORT panet_train_targets NAMESPACE panet:: DESTINATION ${package_folder} COMPONENT train)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/panetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/panetConfig.cmake ${PROJECT_BINARY_DIR}/panetConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT development)

# For pkg-config: `c++ -std=c++20 program.cpp $(pkg-config --cflags --libs panet)`.
file(RELATIVE_PATH from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(${CMAKE_CURRENT_LIST_DIR}/panet.pc.in ${PROJECT_BINARY_DIR}/panet.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/panet.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# Debian's python3 finds the module without a virtual environment, and the model where `panet` has put it. (pip installs
# by python/CMakeLists.txt.)
if(TARGET panet_python)
  set(python_folder lib/python3/dist-packages/panet)
  set(shared_model ${PROJECT_BINARY_DIR}/shared-model/panet-resnet50.safetensors)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/shared-model)
  file(CREATE_LINK ../../../../${CMAKE_INSTALL_DATADIR}/panet/panet-resnet50.safetensors ${shared_model} SYMBOLIC)
  install(TARGETS panet_python LIBRARY DESTINATION ${python_folder} COMPONENT python3 EXCLUDE_FROM_ALL)
  install(DIRECTORY python/panet/ DESTINATION ${python_folder} COMPONENT python3 EXCLUDE_FROM_ALL
          PATTERN __pycache__ EXCLUDE)
  install(FILES ${shared_model} DESTINATION ${python_folder} COMPONENT python3 EXCLUDE_FROM_ALL)
endif()
