#include "panet/data/prepared_picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "image/opencv_tensor.h"
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

// The same picture with a shorter side of `side` pixels.
LabelledPicture shrunk(const LabelledPicture& large, int64_t side) {
  const auto& size = large.labels.size;
  const auto scale =
      static_cast<double>(side) / static_cast<double>(std::min(size.height, size.width));
  const auto scaled = [&](int64_t pixels) {
    return std::llround(static_cast<double>(pixels) * scale);
  };
  const PictureSize small = {.height = scaled(size.height), .width = scaled(size.width)};
  cv::Mat pixels;
  cv::resize(mat_view(large.picture), pixels,
             {static_cast<int>(small.width), static_cast<int>(small.height)}, 0, 0, cv::INTER_AREA);
  return {.picture = tensor_view(pixels), .labels = resized_to_nearest(large.labels, small)};
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

std::size_t DecodedPicture::bytes() const {
  const auto& [picture, labels] = content;
  auto all = picture.nbytes();
  for (const auto& [id, mask] : labels.masks) all += mask.nbytes();
  for (const auto& map : {labels.void_pixels, labels.unlabelled})
    if (map.defined()) all += map.nbytes();
  return all;
}

DecodedPicture decoded_picture(const Dataset& dataset, std::size_t index, int64_t kept_side) {
  auto content = read_labelled_picture(dataset, index);
  const auto size = content.labels.size;
  if (std::min(size.height, size.width) > kept_side) content = shrunk(content, kept_side);
  return {.index = index, .size = size, .content = std::move(content)};
}

PreparedPicture prepared(const DecodedPicture& picture, int64_t input_size, const Window& window) {
  const auto& [pixels, labels] = picture.content;
  return {.index = picture.index,
          .size = picture.size,
          .input = network_input(cut_picture(pixels, window), input_size),
          .labels =
              resized_to_nearest(cut(labels, window), {.height = input_size, .width = input_size}),
          .window = window};
}

PreparedPicture prepare_picture(const Dataset& dataset, std::size_t index, int64_t input_size) {
  return prepared(decoded_picture(dataset, index), input_size);
}

}  // namespace panet
