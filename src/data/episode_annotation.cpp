#include "panet/data/episode_annotation.h"

#include <fmt/format.h>

#include "panet/file/error.h"
#include "panet/image/void_label.h"

namespace panet {
namespace {

torch::Tensor mask_of(const PictureLabels& labels, int class_id) {
  const auto found = labels.masks.find(class_id);
  return found != labels.masks.end()
             ? found->second
             : torch::zeros({labels.size.height, labels.size.width}, torch::kUInt8);
}

Annotation dense_annotation(const PictureLabels& labels, int class_id,
                            const std::vector<int>& episode_classes) {
  auto taken = labels.unlabelled.defined()
                   ? labels.unlabelled.clone()
                   : torch::zeros({labels.size.height, labels.size.width}, torch::kUInt8);
  for (const int id : episode_classes) taken.bitwise_or_(mask_of(labels, id));
  return {mask_of(labels, class_id), taken.eq(0).to(torch::kUInt8)};
}

// One number for what generated strokes may depend on.
uint64_t scribble_seed(uint64_t seed, std::size_t picture, int class_id) {
  return (seed * 1'000'003 + picture) * 1'009 + static_cast<uint64_t>(class_id);
}

Annotation scribble(const Dataset& dataset, const PreparedPicture& picture, int class_id,
                    const Annotation& dense, const SupportAnnotationOptions& options) {
  const auto drawn = dataset.scribble(picture.index, class_id, picture.size);
  if (!drawn)
    return scribble_annotation(dense.foreground, dense.background,
                               scribble_seed(options.seed, picture.index, class_id),
                               options.scribble);
  const auto none = torch::zeros({}, torch::kUInt8);
  const Annotation seen = {cut(drawn->foreground, picture.window, none),
                           cut(drawn->background, picture.window, none)};
  auto resized = resized_to_nearest(seen, picture.labels.size);
  resized.background.mul_(dense.background);
  return resized;
}

Annotation box(const Dataset& dataset, const PreparedPicture& picture, int class_id) {
  const auto labels = dataset.labels(picture.index, picture.size);
  const auto instances = dataset.instances(picture.index, class_id, labels);
  const auto seen = [&](const torch::Tensor& map) {
    return resized_to_nearest(cut(map, picture.window, torch::zeros({})), picture.labels.size);
  };
  auto annotation = box_annotation(seen(instances));
  annotation.background.mul_(seen(torch::ones_like(instances, torch::kUInt8)));
  return annotation;
}

}  // namespace

SupportAnnotation parse_support_annotation(const std::string& text) {
  for (const auto kind :
       {SupportAnnotation::kDense, SupportAnnotation::kScribble, SupportAnnotation::kBox})
    if (text == text_of(kind)) return kind;
  throw Error(fmt::format("'{}' is no annotation; there are dense, scribble and box", text));
}

std::string text_of(SupportAnnotation kind) {
  switch (kind) {
    case SupportAnnotation::kScribble:
      return "scribble";
    case SupportAnnotation::kBox:
      return "box";
    case SupportAnnotation::kDense:
      break;
  }
  return "dense";
}

Annotation support_annotation(const Dataset& dataset, const PreparedPicture& picture, int class_id,
                              const std::vector<int>& episode_classes,
                              const SupportAnnotationOptions& options) {
  if (options.kind == SupportAnnotation::kBox) return box(dataset, picture, class_id);
  auto dense = dense_annotation(picture.labels, class_id, episode_classes);
  return options.kind == SupportAnnotation::kDense
             ? dense
             : scribble(dataset, picture, class_id, dense, options);
}

torch::Tensor query_labels(const PictureLabels& labels, const std::vector<int>& episode_classes) {
  auto map = torch::zeros({labels.size.height, labels.size.width}, torch::kUInt8);
  for (std::size_t way = 0; way < episode_classes.size(); ++way)
    map.masked_fill_(mask_of(labels, episode_classes[way]).to(torch::kBool),
                     static_cast<int64_t>(way) + 1);
  for (const auto& ignored : {labels.void_pixels, labels.unlabelled})
    if (ignored.defined()) map.masked_fill_(ignored.to(torch::kBool), kVoid);
  return map;
}

}  // namespace panet
