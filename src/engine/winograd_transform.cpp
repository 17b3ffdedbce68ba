#include "engine/winograd_transform.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "base/dispatch.h"

namespace panet {
namespace {

constexpr std::size_t kBlock = kWinogradChannels, kPairs = kBlock / 2;

using Numbers = std::array<float, kPairs>;
using Channels = std::array<BFloat16, kWinogradChannels>;

// Two numbers of 16 bits lie in one of 32: so they are read and written, and no number changes its
// place among others.
uint32_t pair_at(const BFloat16* numbers, std::size_t pair) {
  uint32_t both;
  std::memcpy(&both, numbers + 2 * pair, sizeof both);
  return both;
}

float lower(uint32_t pair) {
  return std::bit_cast<float>(pair << 16);
}

float upper(uint32_t pair) {
  return std::bit_cast<float>(pair & 0xffff0000u);
}

// To the nearest of the numbers whose lower 16 bits are zero, to even between two; those bits are
// left as they fall. None of the NaNs that are computed overflow.
uint32_t rounded(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return bits + 0x7fffu + (bits >> 16 & 1u);
}

void put_pair(BFloat16* numbers, std::size_t pair, float low, float high) {
  const uint32_t both = rounded(low) >> 16 | (rounded(high) & 0xffff0000u);
  std::memcpy(static_cast<void*>(numbers + 2 * pair), &both, sizeof both);
}

// Where the channels from `channel` on are: at the pixel, or in `tail`, zeros behind them.
const BFloat16* whole_block(const BFloat16* pixel, int64_t channel, int64_t channels,
                            Channels& tail) {
  if (channel + kWinogradChannels <= channels) return pixel + channel;
  tail.fill({});
  std::copy(pixel + channel, pixel + channels, tail.begin());
  return tail.data();
}

// The columns of a tile, transformed: of the lower and the upper numbers of pairs.
using Columns = std::array<std::array<Numbers, 16>, 2>;

void transform_columns(const std::array<const BFloat16*, 16>& tile, Columns& columns) {
  for (std::size_t x = 0; x < 4; ++x) {
#pragma omp simd
    for (std::size_t p = 0; p < kPairs; ++p) {
      const uint32_t a = pair_at(tile[x], p), b = pair_at(tile[4 + x], p);
      const uint32_t c = pair_at(tile[8 + x], p), d = pair_at(tile[12 + x], p);
      columns[0][x][p] = lower(a) - lower(c);
      columns[0][4 + x][p] = lower(b) + lower(c);
      columns[0][8 + x][p] = lower(c) - lower(b);
      columns[0][12 + x][p] = lower(b) - lower(d);
      columns[1][x][p] = upper(a) - upper(c);
      columns[1][4 + x][p] = upper(b) + upper(c);
      columns[1][8 + x][p] = upper(c) - upper(b);
      columns[1][12 + x][p] = upper(b) - upper(d);
    }
  }
}

void transform_rows(const Columns& columns, BFloat16* factors, int64_t distance) {
  for (std::size_t y = 0; y < 4; ++y) {
    BFloat16* const row = factors + static_cast<int64_t>(4 * y) * distance;
    const Numbers* const low = columns[0].data() + 4 * y;
    const Numbers* const high = columns[1].data() + 4 * y;
#pragma omp simd
    for (std::size_t p = 0; p < kPairs; ++p) {
      put_pair(row, p, low[0][p] - low[2][p], high[0][p] - high[2][p]);
      put_pair(row + distance, p, low[1][p] + low[2][p], high[1][p] + high[2][p]);
      put_pair(row + 2 * distance, p, low[2][p] - low[1][p], high[2][p] - high[1][p]);
      put_pair(row + 3 * distance, p, low[1][p] - low[3][p], high[1][p] - high[3][p]);
    }
  }
}

using Sums = std::array<float, kBlock>;

// The columns of a tile's sums.
void sum_columns(const float* sums, int64_t distance, std::array<Sums, 8>& rows) {
  for (std::size_t x = 0; x < 4; ++x) {
    const float* const a = sums + static_cast<int64_t>(x) * distance;
    const float* const b = a + 4 * distance;
    const float* const c = b + 4 * distance;
    const float* const d = c + 4 * distance;
#pragma omp simd
    for (std::size_t i = 0; i < kBlock; ++i) {
      rows[x][i] = a[i] + b[i] + c[i];
      rows[4 + x][i] = b[i] - c[i] - d[i];
    }
  }
}

void sum_rows(const std::array<Sums, 8>& rows, const float* bias, std::array<Sums, 4>& made) {
  for (std::size_t y = 0; y < 2; ++y) {
    const auto* const row = rows.data() + 4 * y;
#pragma omp simd
    for (std::size_t i = 0; i < kBlock; ++i) {
      made[2 * y][i] = row[0][i] + row[1][i] + row[2][i] + bias[i];
      made[2 * y + 1][i] = row[1][i] - row[2][i] - row[3][i] + bias[i];
    }
  }
}

void add(Sums& made, const BFloat16* addend) {
#pragma omp simd
  for (std::size_t i = 0; i < kBlock; ++i) made[i] += to_float(addend[i]);
}

void put(const Sums& made, float least, BFloat16* pixel) {
#pragma omp simd
  for (std::size_t i = 0; i < kBlock; ++i)
    pixel[i].bits = static_cast<uint16_t>(rounded(std::max(made[i], least)) >> 16);
}

void finish(Sums& made, const WinogradOutput& output, int64_t channel, BFloat16* pixel) {
  const float least = output.relu ? 0 : -std::numeric_limits<float>::infinity();
  Channels tail;
  if (output.adds) add(made, whole_block(pixel, channel, output.channels, tail));
  if (channel + kWinogradChannels <= output.channels) return put(made, least, pixel + channel);
  put(made, least, tail.data());
  std::copy_n(tail.begin(), output.channels - channel, pixel + channel);
}

void transform_tile(const std::array<const BFloat16*, 16>& pixels, int64_t channels,
                    BFloat16* factors, int64_t distance) {
  std::array<Channels, 16> tails;
  std::array<const BFloat16*, 16> tile;
  Columns columns;
  for (int64_t channel = 0; channel < channels; channel += kWinogradChannels) {
    for (std::size_t i = 0; i < 16; ++i)
      tile[i] = whole_block(pixels[i], channel, channels, tails[i]);
    transform_columns(tile, columns);
    transform_rows(columns, factors + channel, distance);
  }
}

void transform_sums(const float* sums, int64_t distance, const WinogradOutput& output,
                    const std::array<BFloat16*, 4>& pixels) {
  std::array<Sums, 8> rows;
  std::array<Sums, 4> made;
  for (int64_t channel = 0; channel < output.channels; channel += kWinogradChannels) {
    sum_columns(sums + channel, distance, rows);
    sum_rows(rows, output.bias + channel, made);
    for (std::size_t n = 0; n < 4; ++n)
      if (pixels[n] != nullptr) finish(made[n], output, channel, pixels[n]);
  }
}

using Weights = std::array<float, kBlock>;  // of as many output channels

// Three numbers become four.
void spread(const Weights& a, const Weights& b, const Weights& c, std::array<Weights, 4>& made) {
#pragma omp simd
  for (std::size_t i = 0; i < kBlock; ++i) {
    made[0][i] = a[i];
    made[1][i] = (a[i] + b[i] + c[i]) / 2;
    made[2][i] = (a[i] - b[i] + c[i]) / 2;
    made[3][i] = c[i];
  }
}

void transform_weights(const float* weights, int64_t stride, int64_t count, float* factors,
                       int64_t distance) {
  std::array<Weights, 9> taps{};
  std::array<std::array<Weights, 4>, 3> columns;
  std::array<Weights, 4> row;
  for (int64_t first = 0; first < count; first += static_cast<int64_t>(kBlock)) {
    const auto block = std::min(static_cast<int64_t>(kBlock), count - first);
    for (int64_t i = 0; i < block; ++i)
      for (std::size_t tap = 0; tap < 9; ++tap)
        taps[tap][static_cast<std::size_t>(i)] =
            weights[(first + i) * stride + static_cast<int64_t>(tap)];
    for (std::size_t x = 0; x < 3; ++x) spread(taps[x], taps[3 + x], taps[6 + x], columns[x]);
    for (std::size_t y = 0; y < 4; ++y) {
      spread(columns[0][y], columns[1][y], columns[2][y], row);
      for (std::size_t x = 0; x < 4; ++x)
        std::copy_n(row[x].begin(), block,
                    factors + static_cast<int64_t>(4 * y + x) * distance + first);
    }
  }
}

}  // namespace

void winograd_weights(const float* weights, int64_t stride, int64_t count, float* factors,
                      int64_t distance) {
  on_this_cpu<transform_weights>(weights, stride, count, factors, distance);
}

void winograd_input(const std::array<const BFloat16*, 16>& pixels, int64_t channels,
                    BFloat16* factors, int64_t distance) {
  on_this_cpu<transform_tile>(pixels, channels, factors, distance);
}

void winograd_output(const float* sums, int64_t distance, const WinogradOutput& output,
                     const std::array<BFloat16*, 4>& pixels) {
  on_this_cpu<transform_sums>(sums, distance, output, pixels);
}

}  // namespace panet
