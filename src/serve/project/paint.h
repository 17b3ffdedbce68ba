#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "panet/annotation/annotation.h"
#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace panet::serve {

// What a person painted of a class at a pixel.
enum class Paint : uint8_t {
  kOpen,          // nothing
  kObject,        // exactly: by brush, polygon or box
  kSurroundings,  // exactly
  kObjectStroke,  // a scribble: all that is not under one is open
  kSurroundingsStroke,
};
struct MeansPainting;
using Painting = Map<Paint, MeansPainting>;  // of a class in a picture, at the picture's size

enum class Tool { kStroke, kBrush, kPolygon, kBox, kEraser };

struct Shape {
  Tool tool = Tool::kStroke;
  bool is_object = true;      // or its surroundings; of no meaning to the eraser
  std::vector<Point> points;  // pixels of the picture, see image/shapes.h
  double width = 1;           // pixels, rounded to whole ones; of stroke, brush and eraser
};

inline constexpr double kWidestStroke = 4096;

// Whether the tool paints exactly: brush, polygon and box.
bool paints_exactly(Tool tool);

// Lays a shape over what was painted before. panet::Error for too few points, numbers that are not
// finite, and a width under 1 or over kWidestStroke.
void paint(Painting& painting, const Shape& shape);

// One after the other. panet::Error, too, where they are more, and larger, than a person draws at
// once.
void paint(Painting& painting, std::span<const Shape> shapes);

bool is_painted(const Painting& painting);  // at any pixel
bool has_object(const Painting& painting);  // at any pixel
// Some object is painted exactly: what is open is surroundings.
bool is_exact(const Painting& painting);

// A painting that begins with a mask, exactly.
Painting painting_of(const Mask& mask);

// A painting of strokes: what somebody said elsewhere, leaving the rest open.
Painting painting_of_strokes(const Annotation& annotation);

// What there is to learn from it. Exactly painted: the object, and all else. Strokes of both kinds:
// these alone. Strokes of the object alone: the rim of the picture, a fiftieth of its shorter side,
// counts as surroundings.
Annotation annotation_of(const Painting& painting);

// Only what was painted: masks of the object and of its surroundings.
Mask object_of(const Painting& painting);
Mask surroundings_of(const Painting& painting);

// Both of a painting of strokes; nothing of an exact one, which leaves nothing open.
std::optional<Annotation> strokes_of(const Painting& painting);

// What there is to learn from a picture.
struct Lesson {
  Annotation annotation;
  std::optional<Annotation> strokes;  // where that is all there is
};
Lesson lesson_of(const Painting& painting);

// A mask with what was painted laid over it; what was painted exactly is the mask.
void lay_over(const Painting& painting, Mask& mask);

// As bytes: runs of equal values, row after row, deflated. Untrusted when read back: panet::Error
// where they are damaged or do not fit the size.
std::string packed(const Painting& painting);
Painting unpacked_painting(const std::string& bytes, PictureSize size);

}  // namespace panet::serve
