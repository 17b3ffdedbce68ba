#include "panet/model/precision.h"

#include <fmt/format.h>
#include <torch/cuda.h>

#include <charconv>

#include "panet/file/error.h"

namespace panet {

torch::Device parse_device(const std::string& text) {
  if (text == "cpu") return torch::kCPU;
  int index = 0;
  bool understood = text == "cuda";
  if (text.starts_with("cuda:")) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 5, end, index);
    understood = error == std::errc() && stop == end && index >= 0 && index < 128;
  }
  if (!understood) throw Error(fmt::format("unknown device '{}'; say cpu, cuda or cuda:N", text));
  const auto devices = static_cast<int>(torch::cuda::device_count());
  if (devices == 0)
    throw Error(
        fmt::format("device '{}': this LibTorch sees no CUDA GPU; say cpu, or build with a CUDA "
                    "LibTorch (CMAKE_PREFIX_PATH)",
                    text));
  if (index >= devices)
    throw Error(
        fmt::format("device '{}': this machine has {} CUDA GPU(s), counted from 0", text, devices));
  return {torch::kCUDA, static_cast<c10::DeviceIndex>(index)};
}

bool cpu_has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

torch::ScalarType parse_precision(const std::string& text, torch::Device device) {
  if (text == "f32") return torch::kFloat32;
  if (text == "bf16") return torch::kBFloat16;
  if (text == "int8") {
    if (device.is_cuda()) throw Error("precision int8 is for CPUs; say bf16 on a GPU");
    return torch::kInt8;
  }
  if (text != "auto")
    throw Error(fmt::format("unknown precision '{}'; say f32, bf16, int8 or auto", text));
  return device.is_cuda() || cpu_has_bfloat16() ? torch::kBFloat16 : torch::kFloat32;
}

std::string name_of(torch::ScalarType precision) {
  switch (precision) {
    case torch::kFloat32:
      return "f32";
    case torch::kBFloat16:
      return "bf16";
    case torch::kInt8:
      return "int8";
    default:
      return torch::toString(precision);
  }
}

EngineKind parse_engine(const std::string& text) {
  if (text == "auto") return EngineKind::kAuto;
  if (text == "libtorch") return EngineKind::kLibTorch;
  if (text == "onednn") return EngineKind::kOneDnn;
  throw Error(fmt::format("unknown engine '{}'; say auto, libtorch or onednn", text));
}

torch::ScalarType feature_type(torch::ScalarType precision) {
  return precision == torch::kFloat32 ? torch::kFloat32 : torch::kBFloat16;
}

void prepare(torch::nn::Module& module, const ComputeOptions& options) {
  module.to(options.device, options.precision);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : module.parameters())
    if (parameter.dim() == 4)
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
}

}  // namespace panet
