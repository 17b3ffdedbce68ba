# Third-party libraries. LibTorch may be Debian's or a newer one (CUDA builds included) named by CMAKE_PREFIX_PATH.
# PyTorch's packages for GPUs bring the libraries of CUDA without its toolkit, and no source here calls CUDA itself. Where
# there is a target of this name, LibTorch's files do not look for the toolkit.
option(PANET_CUDA_TOOLKIT "A LibTorch for GPUs is linked against the CUDA toolkit; OFF: it brings all it needs" ON)
if(NOT PANET_CUDA_TOOLKIT)
  add_library(torch::cudart INTERFACE IMPORTED)
endif()
find_package(Torch 1.13 REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(TIFF 4.5 REQUIRED)  # the first whose errors are each file's own
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)

# OpenCV's own targets carry absolute include paths of the build machine; this one carries what we use of it.
add_library(panet_opencv INTERFACE)
target_link_libraries(panet_opencv INTERFACE $<BUILD_INTERFACE:opencv_core> $<BUILD_INTERFACE:opencv_imgproc>)

# A library that was found by its header and its files, for this build alone: an installed panet asks nobody for it.
function(panet_found name include_dir)
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE $<BUILD_INTERFACE:${include_dir}>)
  foreach(library IN LISTS ARGN)
    target_link_libraries(${name} INTERFACE $<BUILD_INTERFACE:${library}>)
  endforeach()
endfunction()

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

# A newer LibTorch has fmt's headers among its own. They are found before those of libfmt and may be of another version:
# then they serve alone, without the library.
find_path(TORCH_FMT_INCLUDE_DIR fmt/format.h PATHS ${TORCH_INCLUDE_DIRS} NO_DEFAULT_PATH)
get_target_property(fmt_include_dirs fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
add_library(panet_fmt INTERFACE)
if(TORCH_FMT_INCLUDE_DIR AND NOT TORCH_FMT_INCLUDE_DIR IN_LIST fmt_include_dirs)
  target_link_libraries(panet_fmt INTERFACE fmt::fmt-header-only)
else()
  target_link_libraries(panet_fmt INTERFACE fmt::fmt)
endif()

find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
panet_found(panet_xxhash ${XXHASH_INCLUDE_DIR} ${XXHASH_LIBRARY})

find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
panet_found(panet_utf8proc ${UTF8PROC_INCLUDE_DIR} ${UTF8PROC_LIBRARY})

find_package(simdjson REQUIRED)
find_package(tomlplusplus REQUIRED)

# The inference engine on CPUs is oneDNN's, version 2. A newer LibTorch has a oneDNN of its own, whose headers would be
# found before those of the library; without oneDNN a build has LibTorch's operators. (Debian's dnnl-config.cmake asks for
# OpenCL, which is not needed.)
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl_version.h)
find_path(TORCH_DNNL_INCLUDE_DIR oneapi/dnnl/dnnl_version.h PATHS ${TORCH_INCLUDE_DIRS} NO_DEFAULT_PATH)
find_library(DNNL_LIBRARY dnnl)
set(PANET_HAS_ONEDNN FALSE)
if(DNNL_LIBRARY AND DNNL_INCLUDE_DIR AND (NOT TORCH_DNNL_INCLUDE_DIR OR TORCH_DNNL_INCLUDE_DIR STREQUAL DNNL_INCLUDE_DIR))
  file(STRINGS ${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h dnnl_major REGEX "define DNNL_VERSION_MAJOR 2$")
  if(dnnl_major)
    set(PANET_HAS_ONEDNN TRUE)
  endif()
endif()
if(PANET_HAS_ONEDNN)
  panet_found(panet_dnnl ${DNNL_INCLUDE_DIR} ${DNNL_LIBRARY})
else()
  message(STATUS "oneDNN 2 (libdnnl-dev) is missing, or LibTorch has its own: LibTorch's operators run the encoder")
endif()

# Several processes speak to each other by Gloo, whose code is in LibTorch; its headers may not be. What LibTorch was
# built with stands in the definitions that its targets hand on. Without it a build serves one process.
find_path(GLOO_INCLUDE_DIR gloo/transport/device.h HINTS ${TORCH_INCLUDE_DIRS})
get_target_property(torch_cpu_definitions torch_cpu INTERFACE_COMPILE_DEFINITIONS)
if(GLOO_INCLUDE_DIR AND "USE_C10D_GLOO" IN_LIST torch_cpu_definitions)
  set(PANET_HAS_GLOO TRUE)
else()
  set(PANET_HAS_GLOO FALSE)
  message(STATUS "Gloo is missing (libgloo-dev, and a LibTorch with distributed support): no work of several processes")
endif()

# On GPUs they use NCCL where LibTorch has it.
set(PANET_HAS_NCCL FALSE)
if(TARGET torch_cuda)
  find_path(NCCL_INCLUDE_DIR nccl.h HINTS ${TORCH_INCLUDE_DIRS} ${CUDAToolkit_INCLUDE_DIRS} ${CUDA_INCLUDE_DIRS})
  get_target_property(torch_cuda_definitions torch_cuda INTERFACE_COMPILE_DEFINITIONS)
  if(NCCL_INCLUDE_DIR AND "USE_C10D_NCCL" IN_LIST torch_cuda_definitions)
    set(PANET_HAS_NCCL TRUE)
  endif()
endif()
