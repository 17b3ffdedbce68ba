#include "weights/dtype_names.h"

#include <array>

namespace panet {
namespace {

struct DtypeName {
  std::string_view name;
  torch::ScalarType dtype;
};

constexpr std::array<DtypeName, 10> kDtypeNames = {{{"F64", torch::kFloat64},
                                                    {"F32", torch::kFloat32},
                                                    {"F16", torch::kFloat16},
                                                    {"BF16", torch::kBFloat16},
                                                    {"I64", torch::kInt64},
                                                    {"I32", torch::kInt32},
                                                    {"I16", torch::kInt16},
                                                    {"I8", torch::kInt8},
                                                    {"U8", torch::kUInt8},
                                                    {"BOOL", torch::kBool}}};

}  // namespace

std::optional<torch::ScalarType> dtype_of(std::string_view name) {
  for (const auto& known : kDtypeNames) {
    if (known.name == name) return known.dtype;
  }
  return {};
}

std::optional<std::string_view> safetensors_name(torch::ScalarType dtype) {
  for (const auto& known : kDtypeNames) {
    if (known.dtype == dtype) return known.name;
  }
  return {};
}

}  // namespace panet
