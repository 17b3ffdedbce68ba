#include "panet/image/picture_limit.h"

#include <fmt/format.h>

#include <atomic>

#include "panet/base/error.h"

namespace panet {
namespace {

std::atomic<int64_t> limit = 200 * kMegapixel;

}  // namespace

int64_t max_pixels() {
  return limit;
}

void set_max_pixels(int64_t pixels) {
  if (pixels < 1 || pixels > kMostMegapixels * kMegapixel)
    throw Error(fmt::format("the most pixels of a picture can be 1 to {} megapixels, not {} pixels",
                            kMostMegapixels, pixels));
  limit = pixels;
}

}  // namespace panet
