#include "image/picture_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/free_memory.h"
#include "base/option_name.h"
#include "base/quotient_up.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// What lets a picture of so many megapixels in.
std::string way_out(int64_t megapixels) {
  return megapixels <= kMostMegapixels
             ? fmt::format("{} {} raises it", option_name("max-pixels"), megapixels)
             : fmt::format("{} raises it up to {}", option_name("max-pixels"), kMostMegapixels);
}

std::string gigabytes(int64_t bytes) {
  return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace

void check_picture_size(uint64_t height, uint64_t width) {
  if (height == 0 || width == 0)
    throw Error(fmt::format("broken: a picture of {} x {} pixels", width, height));
  if (std::max(height, width) > kLongestSide)
    throw Error(fmt::format("{} x {} pixels are too many: no side may have more than {}", width,
                            height, kLongestSide));
  const auto pixels = static_cast<int64_t>(height * width);
  if (pixels <= max_pixels()) return;
  const int64_t megapixels = quotient_up(pixels, kMegapixel);
  throw Error(fmt::format("{} x {} pixels are too many: the limit is {} megapixels; {}", width,
                          height, static_cast<double>(max_pixels()) / kMegapixel,
                          way_out(megapixels)));
}

void check_picture_memory(int64_t height, int64_t width, int64_t bytes_per_pixel) {
  // Less than the program itself takes: not worth asking for.
  constexpr int64_t kAlwaysThere = 100'000'000;
  const int64_t needed = height * width * bytes_per_pixel;
  if (needed <= kAlwaysThere) return;
  const auto free = static_cast<int64_t>(free_memory());
  if (needed > free)
    throw Error(fmt::format(
        "not enough memory for a picture of {} x {} pixels: it needs about {}, {} are free", width,
        height, gigabytes(needed), gigabytes(free)));
}

}  // namespace panet
