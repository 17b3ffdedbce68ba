#include "serve/work/clicked_object.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "image/mask.h"
#include "panet/base/error.h"
#include "panet/image/pieces.h"
#include "segment/learning.h"
#include "serve/project/paint.h"

namespace panet::serve {
namespace {

constexpr double kClick = 0.02;  // across, of the picture's shorter side

double click_width(PictureSize size) {
  return std::max(1.0, kClick * static_cast<double>(std::min(size.height, size.width)));
}

Mask outside(const Clicks::Box& box, PictureSize size) {
  Mask inside(size);
  fill_rectangle(inside, box.a, box.b);
  return ~inside;
}

Painting painting_of(const Clicks& clicks, PictureSize size) {
  Painting painting(size);
  if (clicks.box) fill_where(painting, outside(*clicks.box, size), Paint::kSurroundingsStroke);
  std::vector<Shape> shapes;
  const auto click = [&](const Point& point, bool is_object) {
    shapes.push_back({.tool = Tool::kStroke,
                      .is_object = is_object,
                      .points = {point},
                      .width = click_width(size)});
  };
  for (const auto& point : clicks.object) click(point, true);
  for (const auto& point : clicks.surroundings) click(point, false);
  paint(painting, shapes);
  return painting;
}

// Clicks say little of what is around an object: as long as nobody has drawn a box, the rim of the
// picture is.
Annotation annotation_of(const Painting& painting, const Clicks& clicks) {
  auto annotation = annotation_of(painting);
  if (clicks.box || clicks.surroundings.empty()) return annotation;
  const auto with_rim =
      annotation_of(painting_of({.object = clicks.object}, painting.dimensions()));
  annotation.background = (annotation.background | with_rim.background) & ~annotation.foreground;
  return annotation;
}

// Of a box alone, its middle is the object.
Clicks with_object(Clicks clicks) {
  if (clicks.object.empty() && clicks.box)
    clicks.object.push_back(
        {(clicks.box->a.x + clicks.box->b.x) / 2, (clicks.box->a.y + clicks.box->b.y) / 2});
  return clicks;
}

Mask segmented(const Segmenter& segmenter, const Features& features, const Picture& picture,
               const Clicks& clicks, const Painting& painting) {
  const auto annotation = annotation_of(painting, clicks);
  if (!any(annotation.foreground) || !any(annotation.background))
    throw Error("no click lies on the picture");
  const LearnedParts parts = {.fit = segmenter.options().refinement.fit, .presence = false};
  Learning learning(parts);
  learning.add("object", std::make_shared<const Shot>(shot_of(features, annotation, parts)));
  Corrections corrections;
  corrections.strokes.push_back(strokes_of(painting).value());
  const auto found = segmenter.segment_features(features, prototypes_for(segmenter, learning),
                                                picture, KeptScores::kMeans, corrections);
  auto mask = mapped<Mask>(found.labels, [](uint8_t label) -> uint8_t { return label == 1; });
  lay_over(painting, mask);
  return mask;
}

// The pieces that were clicked at.
Mask clicked_pieces(const Mask& mask, const Mask& clicked) {
  const auto pieces = pieces_of(mapped<Labels>(mask, [](uint8_t pixel) { return pixel; }));
  std::set<int32_t> chosen;
  for (std::size_t i = 0; i < clicked.size(); ++i)
    if (clicked.all()[i] != 0) chosen.insert(pieces.map.all()[i]);
  chosen.erase(0);
  return mapped<Mask>(pieces.map, [&](int32_t piece) -> uint8_t { return chosen.contains(piece); });
}

}  // namespace

Mask clicked_object(const Segmenter& segmenter, const Features& features, const Picture& picture,
                    const Clicks& clicks) {
  const auto all = with_object(clicks);
  const auto painting = painting_of(all, picture.dimensions());
  return clicked_pieces(segmented(segmenter, features, picture, all, painting),
                        object_of(painting));
}

}  // namespace panet::serve
