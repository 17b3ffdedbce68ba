# Third-party libraries. LibTorch may be Debian's or a newer one (CUDA builds included) named by CMAKE_PREFIX_PATH.
find_package(Torch 1.13 REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)

# OpenCV's own targets carry absolute include paths of the build machine; this one carries what we use of it.
add_library(panet_opencv INTERFACE)
target_link_libraries(panet_opencv INTERFACE $<BUILD_INTERFACE:opencv_core> $<BUILD_INTERFACE:opencv_imgproc>
                      $<BUILD_INTERFACE:opencv_imgcodecs>)

find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
add_library(panet_xxhash INTERFACE)
target_include_directories(panet_xxhash SYSTEM INTERFACE $<BUILD_INTERFACE:${XXHASH_INCLUDE_DIR}>)
target_link_libraries(panet_xxhash INTERFACE $<BUILD_INTERFACE:${XXHASH_LIBRARY}>)

find_package(simdjson REQUIRED)
find_package(tomlplusplus REQUIRED)
