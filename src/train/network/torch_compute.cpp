#include "train/network/torch_compute.h"

#include <fmt/format.h>
#include <torch/cuda.h>

#include "panet/base/error.h"

namespace panet {

torch::ScalarType scalar_type(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return torch::kFloat32;
    case Precision::kBFloat16:
      return torch::kBFloat16;
    case Precision::kInt8:
      break;
  }
  throw Error("precision int8 needs the engine onednn, on a CPU");
}

torch::Device torch_device(const Device& device) {
  if (device.is_cpu()) return torch::kCPU;
  const auto devices = static_cast<int>(torch::cuda::device_count());
  if (devices == 0)
    throw Error(
        fmt::format("device '{}': this LibTorch sees no CUDA GPU; say cpu, or build with a CUDA "
                    "LibTorch (CMAKE_PREFIX_PATH)",
                    text_of(device)));
  if (device.index >= devices)
    throw Error(fmt::format("device '{}': this machine has {} CUDA GPU(s), counted from 0",
                            text_of(device), devices));
  return {torch::kCUDA, static_cast<c10::DeviceIndex>(device.index)};
}

}  // namespace panet
