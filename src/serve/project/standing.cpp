#include "serve/project/standing.h"

#include "image/mask.h"
#include "serve/project/classes.h"
#include "serve/project/pictures.h"
#include "serve/project/predictions.h"

namespace panet::serve {
namespace {

std::optional<Origin> origin_of(const Said& said, const std::optional<KeptPrediction>& prediction) {
  if (said.decision == Decision::kRejected) return std::nullopt;
  if (said.decision == Decision::kAccepted) return said.origin;
  if (said.painting) return Origin::kPerson;
  return prediction ? std::optional(Origin::kProgram) : std::nullopt;
}

// Whether a pixel is set, or may be.
bool is_anything(const Said& said, const std::optional<KeptPrediction>& prediction) {
  if (said.painting) return true;
  return said.decision == Decision::kUndecided ? prediction && prediction->pixels > 0
                                               : said.pixels > 0;
}

int64_t pixels_of(const Database& database, PictureId picture, const Said& said,
                  const std::optional<KeptPrediction>& prediction) {
  if (said.decision != Decision::kUndecided) return said.pixels;
  if (!said.painting) return prediction ? prediction->pixels : 0;
  return count(mask_standing(database, said, prediction, known_size_of(database, picture)));
}

ClassInPicture standing_class(const Database& database, PictureId picture, ClassId class_id) {
  const Said said = said_of(database, picture, class_id);
  const auto prediction = prediction_of(database, picture, class_id);
  ClassInPicture standing{.class_id = class_id,
                          .origin = origin_of(said, prediction),
                          .decision = said.decision,
                          .threshold = said.threshold,
                          .pixels = pixels_of(database, picture, said, prediction),
                          .is_painted = said.painting.has_value()};
  if (prediction) {
    standing.presence = prediction->presence;
    standing.certainty = prediction->certainty;
  }
  return standing;
}

}  // namespace

Mask mask_standing(const Database& database, const Said& said,
                   const std::optional<KeptPrediction>& prediction, PictureSize size) {
  if (said.decision == Decision::kRejected) return Mask(size);
  if (said.decision == Decision::kAccepted) return accepted_mask(database, said, size);
  Mask mask = prediction ? predicted_mask(database, *prediction, size) : Mask(size);
  if (said.painting) lay_over(painting_in(database, said, size), mask);
  return mask;
}

StandingMask standing_mask(const Database& database, PictureId picture, ClassId class_id,
                           PictureSize size) {
  const Said said = said_of(database, picture, class_id);
  const auto prediction = prediction_of(database, picture, class_id);
  StandingMask standing{.class_id = class_id,
                        .origin = origin_of(said, prediction),
                        .decision = said.decision,
                        .mask = mask_standing(database, said, prediction, size),
                        .painting = std::nullopt,
                        .lines = lines_in(database, said)};
  if (said.painting) standing.painting = painting_in(database, said, size);
  return standing;
}

Mask added_by_person(const Database& database, PictureId picture, ClassId class_id) {
  const Said said = said_of(database, picture, class_id);
  if (!said.painting) return {};
  const PictureSize size = known_size_of(database, picture);
  Mask object = object_of(painting_in(database, said, size));
  const auto prediction = prediction_of(database, picture, class_id);
  return prediction ? object & ~predicted_mask(database, *prediction, size) : std::move(object);
}

std::vector<StandingMask> standing_masks(const Database& database, PictureId picture) {
  const auto size = size_of(database, picture);
  std::vector<StandingMask> masks;
  if (!size) return masks;
  for (const ClassId class_id : class_ids(database))
    if (is_anything(said_of(database, picture, class_id),
                    prediction_of(database, picture, class_id)))
      masks.push_back(standing_mask(database, picture, class_id, *size));
  return masks;
}

std::vector<ClassInPicture> standing_classes(const Database& database, PictureId picture) {
  expect_picture(database, picture);
  std::vector<ClassInPicture> classes;
  for (const ClassId class_id : class_ids(database))
    classes.push_back(standing_class(database, picture, class_id));
  return classes;
}

}  // namespace panet::serve
