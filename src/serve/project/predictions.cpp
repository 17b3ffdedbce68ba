#include "serve/project/predictions.h"

#include <fmt/format.h>

#include "base/error_context.h"
#include "image/mask.h"
#include "serve/project/masks.h"
#include "serve/project/pictures.h"
#include "serve/project/said.h"
#include "serve/project/status.h"

namespace panet::serve {
namespace {

void expect_share(double value, const char* name) {
  if (!(value >= 0 && value <= 1))
    throw Error(fmt::format("a prediction has the {} {}; it goes from 0 to 1", name, value));
}

void expect_sound(const Prediction& prediction, PictureSize size) {
  if (prediction.mask.dimensions() != size)
    throw Error(fmt::format("a mask of {} x {} pixels is predicted of a picture of {} x {}",
                            prediction.mask.width(), prediction.mask.height(), size.width,
                            size.height));
  expect_share(prediction.presence, "presence");
  expect_share(prediction.certainty, "certainty");
}

bool is_open(const Database& database, PictureId picture, ClassId class_id) {
  return database.integer("SELECT 1 FROM classes WHERE id = ?1", class_id) &&
         said_of(database, picture, class_id).decision == Decision::kUndecided;
}

void keep(const Database& database, PictureId picture, const Prediction& prediction) {
  const auto mask = packed_mask(prediction.mask);
  database.run(
      "INSERT OR REPLACE INTO predictions (picture, class, mask, pixels, presence, certainty) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      picture, prediction.class_id, mask ? std::optional(Bytes{*mask}) : std::nullopt,
      count(prediction.mask), prediction.presence, prediction.certainty);
}

}  // namespace

std::optional<KeptPrediction> prediction_of(const Database& database, PictureId picture,
                                            ClassId class_id) {
  auto query = database.query(
      "SELECT mask, pixels, presence, certainty FROM predictions "
      "WHERE picture = ?1 AND class = ?2",
      picture, class_id);
  if (!query.next()) return std::nullopt;
  return KeptPrediction{.mask = query.bytes_or_null(0),
                        .pixels = query.integer(1),
                        .presence = query.number(2),
                        .certainty = query.number(3)};
}

Mask predicted_mask(const Database& database, const KeptPrediction& prediction, PictureSize size) {
  return with_context(database.file().string() + ": a predicted mask is damaged",
                      [&] { return unpacked_mask(prediction.mask, size); });
}

bool keep_predictions(const Database& database, PictureId picture,
                      const std::vector<Prediction>& predictions, Revision revision) {
  const PictureSize size = known_size_of(database, picture);
  for (const auto& prediction : predictions) {
    expect_sound(prediction, size);
    if (is_open(database, picture, prediction.class_id)) keep(database, picture, prediction);
  }
  return refresh_status(database, picture, revision);
}

}  // namespace panet::serve
