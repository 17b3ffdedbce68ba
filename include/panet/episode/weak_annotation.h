#pragma once

#include <compare>
#include <cstdint>

#include "panet/annotation/annotation.h"
#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// The kinds of support annotation that the paper compares (Sec. 4.4, Table 6).
enum class SupportAnnotation { kDense, kScribble, kBox };

struct ScribbleOptions {
  int width = 3;     // pixels, of the strokes; 1 to 10000
  int dilation = 0;  // pixels by which strokes grow on every side, within their region; 0 to 10000
  auto operator<=>(const ScribbleOptions& other) const = default;
};

// What a person would scribble on a picture whose regions are known: a smooth stroke along the
// medial axis of the largest component of the foreground, and one through the background, for data
// sets without scribbles of people. foreground, background: of one size, disjoint. The strokes lie
// within their regions, are empty only where the region is, and depend on masks and seed alone.
Annotation scribble_annotation(const Mask& foreground, const Mask& background, uint64_t seed,
                               const ScribbleOptions& options = {});

// The bounding box of one object, as in the authors' code: foreground is the box of the largest
// instance (of equally large ones, that of the smallest number), background what lies outside the
// boxes of all instances.
Annotation box_annotation(const Instances& instances);

}  // namespace panet
