#include "panet/data/prepared_picture.h"

#include "panet/image/network_input.h"

namespace panet {
namespace {

// For each of `count` pixels along a side, the one of `source_count` below its middle.
torch::Tensor source_pixels(int64_t count, int64_t source_count) {
  return (torch::arange(count, torch::kFloat64) + 0.5)
      .mul(static_cast<double>(source_count) / static_cast<double>(count))
      .floor()
      .to(torch::kInt64)
      .clamp_max(source_count - 1);
}

}  // namespace

torch::Tensor resized_to_nearest(const torch::Tensor& map, PictureSize size) {
  return map.index_select(0, source_pixels(size.height, map.size(0)))
      .index_select(1, source_pixels(size.width, map.size(1)));
}

PictureLabels resized_to_nearest(const PictureLabels& labels, PictureSize size) {
  PictureLabels resized = {.size = size};
  for (const auto& [id, mask] : labels.masks) resized.masks[id] = resized_to_nearest(mask, size);
  if (labels.void_pixels.defined())
    resized.void_pixels = resized_to_nearest(labels.void_pixels, size);
  if (labels.unlabelled.defined()) resized.unlabelled = resized_to_nearest(labels.unlabelled, size);
  return resized;
}

Annotation resized_to_nearest(const Annotation& annotation, PictureSize size) {
  return {resized_to_nearest(annotation.foreground, size),
          resized_to_nearest(annotation.background, size)};
}

PreparedPicture prepare_picture(const Dataset& dataset, std::size_t index, int64_t input_size) {
  const auto [picture, labels] = read_labelled_picture(dataset, index);
  return {.index = index,
          .size = labels.size,
          .input = network_input(picture, input_size),
          .labels = resized_to_nearest(labels, {.height = input_size, .width = input_size})};
}

}  // namespace panet
