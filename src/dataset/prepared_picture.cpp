#include "dataset/prepared_picture.h"

#include <algorithm>
#include <cmath>

#include "dataset/cut_labels.h"
#include "image/nearest.h"
#include "image/shrunk.h"

namespace panet {
namespace {

// The same picture with a shorter side of `side` pixels.
LabelledPicture shrunk(const LabelledPicture& large, int64_t side) {
  const auto& size = large.labels.size;
  const auto scale =
      static_cast<double>(side) / static_cast<double>(std::min(size.height, size.width));
  const auto scaled = [&](int64_t pixels) {
    return std::llround(static_cast<double>(pixels) * scale);
  };
  const PictureSize small = {.height = scaled(size.height), .width = scaled(size.width)};
  return {.picture = averaged_picture(large.picture, small),
          .labels = resized_to_nearest(large.labels, small)};
}

}  // namespace

PictureLabels resized_to_nearest(const PictureLabels& labels, PictureSize size) {
  PictureLabels resized = {.size = size};
  for (const auto& [id, mask] : labels.masks) resized.masks[id] = resized_to_nearest(mask, size);
  if (!labels.void_pixels.empty())
    resized.void_pixels = resized_to_nearest(labels.void_pixels, size);
  if (!labels.unlabelled.empty()) resized.unlabelled = resized_to_nearest(labels.unlabelled, size);
  return resized;
}

Annotation resized_to_nearest(const Annotation& annotation, PictureSize size) {
  return {resized_to_nearest(annotation.foreground, size),
          resized_to_nearest(annotation.background, size)};
}

std::size_t DecodedPicture::bytes() const {
  const auto& [picture, labels] = content;
  std::size_t all = picture.all().size_bytes();
  for (const auto& [id, mask] : labels.masks) all += mask.size();
  return all + labels.void_pixels.size() + labels.unlabelled.size();
}

DecodedPicture decoded_picture(const Dataset& dataset, std::size_t index, int64_t kept_side) {
  auto content = read_labelled_picture(dataset, index);
  const auto size = content.labels.size;
  if (std::min(size.height, size.width) > kept_side) content = shrunk(content, kept_side);
  return {.index = index, .size = size, .content = std::move(content)};
}

PreparedPicture prepared(const DecodedPicture& picture, int64_t input_size, const Window& window,
                         const Normalisation& normalisation) {
  const auto& [pixels, labels] = picture.content;
  const PictureSize size = {.height = input_size, .width = input_size};
  const bool is_whole = window == Window{};
  return {.index = picture.index,
          .size = picture.size,
          .input = is_whole ? network_input(pixels, input_size, normalisation)
                            : network_input(cut_picture(pixels, window), input_size, normalisation),
          .labels = is_whole ? resized_to_nearest(labels, size)
                             : resized_to_nearest(cut(labels, window), size),
          .window = window};
}

PreparedPicture prepare_picture(const Dataset& dataset, std::size_t index, int64_t input_size) {
  return prepared(decoded_picture(dataset, index), input_size);
}

}  // namespace panet
