#include "panet/model/precision.h"

#include <fmt/format.h>

#include <charconv>

#include "base/instructions.h"
#include "panet/base/error.h"

namespace panet {

Device parse_device(const std::string& text) {
  if (text == "cpu") return {};
  int index = 0;
  bool understood = text == "cuda";
  if (text.starts_with("cuda:")) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 5, end, index);
    understood = error == std::errc() && stop == end && index >= 0 && index < 128;
  }
  if (!understood) throw Error(fmt::format("unknown device '{}'; say cpu, cuda or cuda:N", text));
  return {.kind = Device::Kind::kCuda, .index = index};
}

std::string text_of(const Device& device) {
  return device.is_cpu() ? "cpu" : fmt::format("cuda:{}", device.index);
}

bool cpu_has_bfloat16() {
  return may_use(Instructions::kAvx512BFloat16);
}

Precision parse_precision(const std::string& text, const Device& device) {
  if (text == "f32") return Precision::kFloat32;
  if (text == "bf16") return Precision::kBFloat16;
  if (text == "int8") {
    if (!device.is_cpu()) throw Error("precision int8 is for CPUs; say bf16 on a GPU");
    return Precision::kInt8;
  }
  if (text != "auto")
    throw Error(fmt::format("unknown precision '{}'; say f32, bf16, int8 or auto", text));
  return !device.is_cpu() || cpu_has_bfloat16() ? Precision::kBFloat16 : Precision::kFloat32;
}

std::string text_of(Precision precision) {
  switch (precision) {
    case Precision::kBFloat16:
      return "bf16";
    case Precision::kInt8:
      return "int8";
    case Precision::kFloat32:
      break;
  }
  return "f32";
}

EngineKind parse_engine(const std::string& text) {
  if (text == "auto") return EngineKind::kAuto;
  if (text == "libtorch") return EngineKind::kLibTorch;
  if (text == "onednn") return EngineKind::kOneDnn;
  throw Error(fmt::format("unknown engine '{}'; say auto, libtorch or onednn", text));
}

}  // namespace panet
