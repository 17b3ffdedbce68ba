#include "app/max_pixels_argument.h"

#include <fmt/format.h>

#include "panet/image/picture_limit.h"

namespace panet::app {

void declare_max_pixels(CLI::App& command) {
  command
      .add_option_function<int64_t>(
          "--max-pixels", [](int64_t megapixels) { set_max_pixels(megapixels * kMegapixel); },
          fmt::format("pictures and annotations of more megapixels are refused [{}]",
                      max_pixels() / kMegapixel))
      ->check(CLI::Range(int64_t{1}, kMostMegapixels));
}

}  // namespace panet::app
