#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "panet/base/public.h"
#include "panet/dataset/dataset.h"
#include "panet/episode/weak_annotation.h"
#include "panet/image/void_label.h"

namespace PANET_PUBLIC panet {

struct PreparedPicture;

// How support pictures are annotated in a run of episodes.
struct SupportAnnotationOptions {
  SupportAnnotation kind = SupportAnnotation::kDense;
  ScribbleOptions scribble = {};
  uint64_t seed = 1234;  // of generated scribbles
  auto operator<=>(const SupportAnnotationOptions& other) const = default;
};

// "dense", "scribble", "box"; panet::Error for another word.
SupportAnnotation parse_support_annotation(const std::string& text);
std::string text_of(SupportAnnotation kind);

// What an episode of `episode_classes` is told about a support picture of the class `class_id`, at
// the picture's prepared size. Foreground is the class; background is what belongs to no class of
// the episode, void included, unlabelled pixels not (as in the authors' code).
//   dense     both masks whole
//   scribble  strokes that the data set has, else ones drawn in the dense masks: the same for the
//             same picture, class, seed and background
//   box       the box of the class's largest instance against what is outside all their boxes
// An annotation is empty where the class vanished in resizing.
Annotation support_annotation(const Dataset& dataset, const PreparedPicture& picture, int class_id,
                              const std::vector<int>& episode_classes,
                              const SupportAnnotationOptions& options);

// The truth about a query: i is the i-th class of the episode, kVoid stands where nothing counts.
// Where classes overlap, the later way is on top.
Labels query_labels(const PictureLabels& labels, const std::vector<int>& episode_classes);

}  // namespace panet
