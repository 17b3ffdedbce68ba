#pragma once

#include <array>
#include <cstdint>

#include "panet/model/features.h"

namespace panet {

// Winograd's algorithm F(2x2, 3x3) (Lavin and Gray 2016): the 2 x 2 outputs of a 3x3 convolution
// are made of a tile of 4 x 4 inputs with 16 multiplications for each pair of an input and an
// output channel, where the convolution as it is written has 36. Here is what happens around those
// products: computed in float32 and rounded once, to bfloat16.
inline constexpr int64_t kWinogradProducts = 16;

// So many channels are transformed at a time; arrays hold a multiple of them.
inline constexpr int64_t kWinogradChannels = 32;

// The factors that 3x3 weights, row by row, become: those of `count` output channels beside each
// other, each weight `stride` numbers behind the one before; sixteen rows, `distance` numbers
// apart.
void winograd_weights(const float* weights, int64_t stride, int64_t count, float* factors,
                      int64_t distance);

// The factors that a tile's pixels, row by row, become; each lies `distance` numbers behind the one
// before. Channels that no pixel has are zero.
void winograd_input(const std::array<const BFloat16*, 16>& pixels, int64_t channels,
                    BFloat16* factors, int64_t distance);

// What happens to a tile's sums of products.
struct WinogradOutput {
  const float* bias;
  int64_t channels;
  bool adds;  // what lies where the output will
  bool relu;
};

// The 2 x 2 pixels, row by row, that sums of products become; those that are null are left out.
void winograd_output(const float* sums, int64_t distance, const WinogradOutput& output,
                     const std::array<BFloat16*, 4>& pixels);

}  // namespace panet
