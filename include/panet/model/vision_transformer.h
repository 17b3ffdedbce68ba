#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// How positions that were learnt for one grid of patches are brought to another.
enum class PositionInterpolation {
  kBicubic,     // by a factor of (n + 0.1) / grid, as DINOv2 does it
  kAntialiased  // to the size itself, over wider windows where the grid shrinks: with registers
};

// The sizes of a vision transformer (Dosovitskiy et al. 2021) as DINOv2 (Oquab et al. 2023; with
// registers, Darcet et al. 2023) and DINOv3 (Simeoni et al. 2025) have it: blocks of attention
// and of two linear layers, each behind a layer norm. Heads are 64 wide.
struct VisionTransformer {
  int64_t patch = 14;
  int64_t width = 384;
  int64_t depth = 12;     // blocks
  int64_t hidden = 1536;  // between a block's linear layers
  bool is_gated = false;  // SwiGLU there in place of GELU
  int64_t registers = 0;  // tokens beside the class token that stand for no place
  int64_t grid = 37;      // of the patches that positions were learnt for; 0: rotary ones (DINOv3)

  bool is_rotary() const { return grid == 0; }
  bool operator==(const VisionTransformer&) const = default;
};

inline constexpr int64_t kHeadWidth = 64;

// Those with a name: dinov2_vit{s,b,l}14, each with _reg or without, dinov3_vit{t,s,splus,b,l}16.
struct NamedTransformer {
  std::string name;
  VisionTransformer sizes;
};
const std::vector<NamedTransformer>& named_transformers();

// Of those sizes; of others one that tells them, "dinov2_vit128x2_14_reg4".
std::string name_of(const VisionTransformer& sizes);

}  // namespace panet
