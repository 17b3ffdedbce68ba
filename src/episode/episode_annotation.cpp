#include "panet/episode/episode_annotation.h"

#include <fmt/format.h>

#include "dataset/prepared_picture.h"
#include "image/mask.h"
#include "image/nearest.h"
#include "panet/base/error.h"
#include "panet/image/void_label.h"

namespace panet {
namespace {

// Null where the picture has none.
const Mask* find_mask(const PictureLabels& labels, int class_id) {
  const auto found = labels.masks.find(class_id);
  return found != labels.masks.end() ? &found->second : nullptr;
}

Annotation dense_annotation(const PictureLabels& labels, int class_id,
                            const std::vector<int>& episode_classes) {
  Mask taken = labels.unlabelled.empty() ? Mask(labels.size) : labels.unlabelled.copy();
  for (const int id : episode_classes)
    if (const Mask* mask = find_mask(labels, id)) taken |= *mask;
  const Mask* foreground = find_mask(labels, class_id);
  return {.foreground = foreground ? foreground->copy() : Mask(labels.size), .background = ~taken};
}

// What a map of the whole picture shows in the window of the prepared one, at its size; 0 beyond.
template <typename T, typename Meaning>
Map<T, Meaning> prepared_as(const PreparedPicture& picture, const Map<T, Meaning>& map) {
  const PictureSize size = picture.labels.size;
  if (picture.window == Window{}) return resized_to_nearest(map, size);
  return resized_to_nearest(cut(map, picture.window, T{}), size);
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
  Annotation seen = {.foreground = prepared_as(picture, drawn->foreground),
                     .background = prepared_as(picture, drawn->background)};
  seen.background &= dense.background;
  return seen;
}

Annotation box(const Dataset& dataset, const PreparedPicture& picture, int class_id) {
  const auto labels = dataset.labels(picture.index, picture.size);
  const auto instances = dataset.instances(picture.index, class_id, labels);
  auto annotation = box_annotation(prepared_as(picture, instances));
  annotation.background &= prepared_as(picture, Mask::filled(instances.dimensions(), 1));
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
  if (options.kind == SupportAnnotation::kDense) return dense;
  return scribble(dataset, picture, class_id, dense, options);
}

Labels query_labels(const PictureLabels& labels, const std::vector<int>& episode_classes) {
  Labels map(labels.size);
  for (std::size_t way = 0; way < episode_classes.size(); ++way)
    if (const Mask* mask = find_mask(labels, episode_classes[way]))
      fill_where(map, *mask, static_cast<uint8_t>(way + 1));
  for (const Mask* ignored : {&labels.void_pixels, &labels.unlabelled})
    if (!ignored->empty()) fill_where(map, *ignored, kVoid);
  return map;
}

}  // namespace panet
