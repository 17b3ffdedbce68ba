#include "train/augmentation.h"

#include <algorithm>

#include "image/mask.h"

namespace panet {
namespace {

// A point of a picture, in shares of its sides.
struct Place {
  double x, y;
};

// The place of the pixel that comes after `before` others of the object, row by row.
Place place_of(const Mask& object, std::size_t before) {
  const auto pixels = object.all();
  auto pixel = std::ranges::find(pixels, 1);
  for (; before > 0; --before) pixel = std::find(pixel + 1, pixels.end(), 1);
  const auto index = pixel - pixels.begin();
  const auto share = [](int64_t position, int64_t length) {
    return (static_cast<double>(position) + 0.5) / static_cast<double>(length);
  };
  return {.x = share(index % object.width(), object.width()),
          .y = share(index / object.width(), object.height())};
}

Place place_in(const Mask& object, RandomStream& random) {
  const auto pixels = static_cast<std::size_t>(count(object));
  if (pixels == 0) return {.x = random.between(0, 1), .y = random.between(0, 1)};
  return place_of(object, random.below(pixels));
}

// Where a window of such a length may begin, so that the place is in it: inside the picture, or,
// where the window is the longer one, around it.
double corner(double length, double place, RandomStream& random) {
  const double first = std::max(std::min(0.0, 1 - length), place - length);
  const double last = std::min(std::max(0.0, 1 - length), place);
  return random.between(first, last);
}

Window window_around(const Place& place, double width, double height, RandomStream& random) {
  const double y = corner(height, place.y, random), x = corner(width, place.x, random);
  return {.x = x, .y = y, .width = width, .height = height};
}

Window cropped(const AugmentationOptions& options, const Mask& object, RandomStream& random) {
  const auto height = static_cast<double>(object.height());
  const auto width = static_cast<double>(object.width());
  const double side =
      std::max(height, width) / random.between(options.crop_least, options.crop_most);
  return window_around(place_in(object, random), side / width, side / height, random);
}

Window enlarged(const AugmentationOptions& options, const Mask& object, RandomStream& random) {
  const double share = 1 / random.between(1, options.scale);
  return window_around(place_in(object, random), share, share, random);
}

}  // namespace

Window drawn_window(const AugmentationOptions& options, const std::function<Mask()>& object,
                    RandomStream& random) {
  const bool is_cropped = options.crop > 0 && random.between(0, 1) < options.crop;
  if (is_cropped) return cropped(options, object(), random);
  return options.scale > 1 ? enlarged(options, object(), random) : Window{};
}

Augmentation drawn_augmentation(const AugmentationOptions& options, RandomStream& random) {
  const auto factor = [&] {
    return options.colour == 0 ? 1 : random.between(1 - options.colour, 1 + options.colour);
  };
  return {.flip = options.flip && random.below(2) == 1,
          .brightness = factor(),
          .contrast = factor(),
          .saturation = factor()};
}

torch::Tensor Augmentation::of_input(const torch::Tensor& input) const {
  auto result = flip ? input.flip({3}) : input;
  if (saturation != 1) result = torch::lerp(result.mean(1, true), result, saturation);
  if (contrast != 1) result = torch::lerp(result.mean({1, 2, 3}, true), result, contrast);
  // Black lies at -mean / deviation of ImageNet, that is near -2 in each channel.
  if (brightness != 1) result = (result + 2) * brightness - 2;
  return result.contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::Tensor Augmentation::of_map(const torch::Tensor& map) const {
  return flip ? map.flip({1}) : map;
}

}  // namespace panet
