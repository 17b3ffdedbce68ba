#include "panet/model/vision_transformer.h"

#include <fmt/format.h>

#include <algorithm>

namespace panet {
namespace {

constexpr int64_t kExpansion = 4;  // of a block's linear layers
constexpr int64_t kRegisters = 4;

struct Size {
  std::string_view letter;
  int64_t width, depth;
};

VisionTransformer dinov2(const Size& size, int64_t registers) {
  return {.patch = 14,
          .width = size.width,
          .depth = size.depth,
          .hidden = size.width * kExpansion,
          .registers = registers,
          .grid = 37};
}

VisionTransformer dinov3(const Size& size) {
  return {.patch = 16,
          .width = size.width,
          .depth = size.depth,
          .hidden = size.width * kExpansion,
          .is_gated = size.letter == "splus",
          .registers = kRegisters,
          .grid = 0};
}

std::vector<NamedTransformer> all_named() {
  std::vector<NamedTransformer> named;
  for (const auto& size : {Size{"s", 384, 12}, Size{"b", 768, 12}, Size{"l", 1024, 24}}) {
    const auto name = fmt::format("dinov2_vit{}14", size.letter);
    named.push_back({name, dinov2(size, 0)});
    named.push_back({name + "_reg", dinov2(size, kRegisters)});
  }
  for (const auto& size : {Size{"t", 192, 12}, Size{"s", 384, 12}, Size{"splus", 384, 12},
                           Size{"b", 768, 12}, Size{"l", 1024, 24}})
    named.push_back({fmt::format("dinov3_vit{}16", size.letter), dinov3(size)});
  return named;
}

}  // namespace

const std::vector<NamedTransformer>& named_transformers() {
  static const auto named = all_named();
  return named;
}

std::string name_of(const VisionTransformer& sizes) {
  const auto& named = named_transformers();
  const auto found = std::ranges::find(named, sizes, &NamedTransformer::sizes);
  if (found != named.end()) return found->name;
  const auto& [patch, width, depth, hidden, is_gated, registers, grid] = sizes;
  return fmt::format("dinov{}_vit{}x{}_{}{}{}", sizes.is_rotary() ? 3 : 2, width, depth, patch,
                     is_gated ? "_swiglu" : "",
                     registers > 0 ? fmt::format("_reg{}", registers) : "");
}

}  // namespace panet
