# Libraries of training alone.
#
# LibTorch may be Debian's or a newer one (CUDA builds included) named by CMAKE_PREFIX_PATH.
# PyTorch's packages for GPUs bring the libraries of CUDA without its toolkit, and no source here calls CUDA itself. Where
# there is a target of this name, LibTorch's files do not look for the toolkit.
option(PANET_CUDA_TOOLKIT "A LibTorch for GPUs is linked against the CUDA toolkit; OFF: it brings all it needs" ON)
if(NOT PANET_CUDA_TOOLKIT)
  add_library(torch::cudart INTERFACE IMPORTED)
endif()
find_package(Torch 1.13 REQUIRED)
find_package(tomlplusplus REQUIRED)

# A newer LibTorch has fmt's headers among its own. They are found before those of libfmt and may be of another version:
# then they serve alone, without the library.
find_path(TORCH_FMT_INCLUDE_DIR fmt/format.h PATHS ${TORCH_INCLUDE_DIRS} NO_DEFAULT_PATH)
get_target_property(fmt_include_dirs fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
add_library(panet_train_fmt INTERFACE)
if(TORCH_FMT_INCLUDE_DIR AND NOT TORCH_FMT_INCLUDE_DIR IN_LIST fmt_include_dirs)
  target_link_libraries(panet_train_fmt INTERFACE fmt::fmt-header-only)
else()
  target_link_libraries(panet_train_fmt INTERFACE fmt::fmt)
endif()

# Several processes speak to each other by Gloo, whose code is in LibTorch; its headers may not be. What LibTorch was
# built with stands in the definitions that its targets hand on. Without it a build serves one process.
find_path(GLOO_INCLUDE_DIR gloo/transport/device.h HINTS ${TORCH_INCLUDE_DIRS})
get_target_property(torch_cpu_definitions torch_cpu INTERFACE_COMPILE_DEFINITIONS)
if(GLOO_INCLUDE_DIR AND "USE_C10D_GLOO" IN_LIST torch_cpu_definitions)
  set(PANET_HAS_GLOO TRUE)
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)  # by which they know each other
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
