#include "serve/project/editing.h"

#include <fmt/format.h>

#include <algorithm>

#include "panet/base/error.h"
#include "serve/project/classes.h"
#include "serve/project/pictures.h"
#include "serve/project/predictions.h"
#include "serve/project/standing.h"
#include "serve/project/status.h"

namespace panet::serve {
namespace {

constexpr double kMostThreshold = 10;

Painting first_painting(const Database& database, PictureId picture, ClassId class_id,
                        PictureSize size, bool is_exact_edit) {
  const Said said = said_of(database, picture, class_id);
  if (said.decision == Decision::kRejected) return Painting(size);
  Painting painting = painting_in(database, said, size);
  if (!is_exact_edit) return painting;
  const bool is_accepted = said.decision == Decision::kAccepted;
  if (!is_accepted && (is_exact(painting) || !prediction_of(database, picture, class_id)))
    return painting;
  return painting_of(standing_mask(database, picture, class_id, size).mask);
}

// Without the decision, and what was accepted by it.
Said reopened(const Said& said) {
  return {.painting = said.painting, .threshold = said.threshold, .lines = said.lines};
}

}  // namespace

Painting edited_painting(const Database& database, PictureId picture, ClassId class_id,
                         const std::vector<Shape>& shapes) {
  const PictureSize size = known_size_of(database, picture);
  expect_class(database, class_id);
  if (shapes.empty()) throw Error("an edit has no shapes");
  Painting painting = first_painting(
      database, picture, class_id, size,
      std::ranges::any_of(shapes, [](const Shape& shape) { return paints_exactly(shape.tool); }));
  paint(painting, shapes);
  return painting;
}

Said said_with(const Said& before, const Painting& painting) {
  return {.painting = is_painted(painting) ? std::optional(packed(painting)) : std::nullopt,
          .threshold = before.threshold,
          .lines = before.lines};
}

Said said_with_threshold(const Said& before, double threshold) {
  if (!(threshold >= -kMostThreshold && threshold <= kMostThreshold))
    throw Error(fmt::format("the threshold is {}; it goes from {} to {}", threshold,
                            -kMostThreshold, kMostThreshold));
  Said said = reopened(before);
  said.threshold = threshold;
  return said;
}

Said said_with_lines(const Database& database, const Said& before,
                     const std::vector<PieceLine>& added) {
  auto lines = lines_in(database, before);
  lines.insert(lines.end(), added.begin(), added.end());
  expect_sound(lines);
  Said said = before;
  said.lines = packed(lines);
  return said;
}

void expect_size(const Painting& painting, PictureSize size) {
  if (painting.dimensions() != size)
    throw Error(fmt::format("it has {} x {} pixels, and the picture has {} x {}", painting.width(),
                            painting.height(), size.width, size.height));
}

bool take_painting(const Database& database, PictureId picture, ClassId class_id,
                   const Painting& painting, Revision revision) {
  expect_class(database, class_id);
  expect_size(painting, known_size_of(database, picture));
  const Said before = said_of(database, picture, class_id);
  if (before.painting || before.decision != Decision::kUndecided) return false;
  say(database, picture, class_id, said_with(before, painting), revision);
  refresh_status(database, picture, revision);
  return true;
}

}  // namespace panet::serve
