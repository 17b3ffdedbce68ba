# Third-party libraries of the core.
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(TIFF 4.5 REQUIRED)  # the first whose errors are each file's own
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)

# A library that was found by its header and its files, for this build alone: an installed panet asks nobody for it.
function(panet_found name include_dir)
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE $<BUILD_INTERFACE:${include_dir}>)
  foreach(library IN LISTS ARGN)
    target_link_libraries(${name} INTERFACE $<BUILD_INTERFACE:${library}>)
  endforeach()
endfunction()

# OpenCV's own files are in a package that brings all of it; two of its libraries are used here.
find_path(OPENCV_INCLUDE_DIR opencv2/imgproc.hpp PATH_SUFFIXES opencv4 REQUIRED)
find_library(OPENCV_CORE_LIBRARY opencv_core REQUIRED)
find_library(OPENCV_IMGPROC_LIBRARY opencv_imgproc REQUIRED)
panet_found(panet_opencv ${OPENCV_INCLUDE_DIR} ${OPENCV_IMGPROC_LIBRARY} ${OPENCV_CORE_LIBRARY})

find_path(WEBP_INCLUDE_DIR webp/demux.h REQUIRED)
find_library(WEBP_LIBRARY webp REQUIRED)
find_library(WEBPDEMUX_LIBRARY webpdemux REQUIRED)
panet_found(panet_webp ${WEBP_INCLUDE_DIR} ${WEBPDEMUX_LIBRARY} ${WEBP_LIBRARY})

# HEIC and AVIF, which telephones write, are read where there is libheif.
find_path(HEIF_INCLUDE_DIR libheif/heif.h)
find_library(HEIF_LIBRARY heif)
set(PANET_HAS_HEIF FALSE)
if(HEIF_INCLUDE_DIR AND HEIF_LIBRARY)
  set(PANET_HAS_HEIF TRUE)
  panet_found(panet_heif ${HEIF_INCLUDE_DIR} ${HEIF_LIBRARY})
else()
  message(STATUS "libheif (libheif-dev) is missing: HEIC and AVIF pictures are not read")
endif()

add_library(panet_fmt INTERFACE)
target_link_libraries(panet_fmt INTERFACE fmt::fmt)

find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
panet_found(panet_xxhash ${XXHASH_INCLUDE_DIR} ${XXHASH_LIBRARY})

find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
panet_found(panet_utf8proc ${UTF8PROC_INCLUDE_DIR} ${UTF8PROC_LIBRARY})

find_package(simdjson REQUIRED)

# The labelling page: Boost.Beast, which is headers alone, answers; SQLite keeps; libarchive packs what is handed out; Expat
# reads what Label Studio asks for.
find_path(BOOST_INCLUDE_DIR boost/beast.hpp REQUIRED)
panet_found(panet_boost ${BOOST_INCLUDE_DIR})
# GCC warns that ThreadSanitizer does not know fences; what Asio fences is under locks as well.
if(CMAKE_CXX_FLAGS MATCHES "fsanitize=thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(panet_boost INTERFACE -Wno-tsan)
endif()
find_path(SQLITE_INCLUDE_DIR sqlite3.h REQUIRED)
find_library(SQLITE_LIBRARY sqlite3 REQUIRED)
panet_found(panet_sqlite ${SQLITE_INCLUDE_DIR} ${SQLITE_LIBRARY})
find_path(ARCHIVE_INCLUDE_DIR archive.h REQUIRED)
find_library(ARCHIVE_LIBRARY archive REQUIRED)
panet_found(panet_archive ${ARCHIVE_INCLUDE_DIR} ${ARCHIVE_LIBRARY})
find_path(EXPAT_INCLUDE_DIR expat.h REQUIRED)
find_library(EXPAT_LIBRARY expat REQUIRED)
panet_found(panet_expat ${EXPAT_INCLUDE_DIR} ${EXPAT_LIBRARY})

# The inference engine on CPUs is oneDNN's, version 2 or 3, on OpenMP: its threads are those that set_thread_count counts.
# (Debian's dnnl-config.cmake asks for OpenCL, which is not needed.) Its headers are those of its own prefix: PyTorch's package
# brings headers of another version, without a library.
find_library(DNNL_LIBRARY dnnl REQUIRED)
cmake_path(GET DNNL_LIBRARY PARENT_PATH dnnl_folder)
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl_version.h PATHS ${dnnl_folder}/../include ${dnnl_folder}/../../include NO_DEFAULT_PATH)
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl_version.h REQUIRED)
file(STRINGS ${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h dnnl_major REGEX "define DNNL_VERSION_MAJOR [23]$")
file(STRINGS ${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_config.h dnnl_openmp REGEX "define DNNL_CPU_RUNTIME DNNL_RUNTIME_OMP")
if(NOT dnnl_major OR NOT dnnl_openmp)
  message(FATAL_ERROR "${DNNL_INCLUDE_DIR}: oneDNN of version 2 or 3, built with OpenMP, is needed (DNNL_INCLUDE_DIR, "
                      "DNNL_LIBRARY)")
endif()
panet_found(panet_dnnl ${DNNL_INCLUDE_DIR} ${DNNL_LIBRARY})
