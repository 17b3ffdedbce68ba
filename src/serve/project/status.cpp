#include "serve/project/status.h"

#include <algorithm>
#include <optional>

namespace panet::serve {
namespace {

constexpr double kUncertainBelow = 0.75;                      // certainty
constexpr double kUncertainFrom = 0.3, kUncertainUpTo = 0.7;  // presence

// What is known of the classes of a picture, taken together.
struct Known {
  bool is_painted = false;
  bool is_decided = false;  // some class
  bool has_open = false;    // a class that is predicted, and neither painted nor decided
  bool has_accepted_pixel = false;
  bool seems_to_hold = false;  // an open class
  std::optional<double> presence, certainty;

  void add_prediction(double class_presence, double class_certainty) {
    presence = std::max(presence.value_or(0), class_presence);
    if (class_presence >= kSeemsThere) certainty = std::min(certainty.value_or(1), class_certainty);
  }
};

Known known_of(const Database& database, PictureId picture) {
  Known known;
  auto said = database.query(
      "SELECT painting IS NOT NULL, decision, pixels FROM said WHERE picture = ?1", picture);
  while (said.next()) {
    known.is_painted |= said.integer(0) != 0;
    known.is_decided |= said.integer(1) != 0;
    known.has_accepted_pixel |= said.integer(1) != 0 && said.integer(2) > 0;
  }
  auto predicted = database.query(
      "SELECT presence, certainty, coalesce(decision, 0), painting IS NOT NULL "
      "FROM predictions LEFT JOIN said USING (picture, class) WHERE picture = ?1",
      picture);
  while (predicted.next()) {
    const auto decision = static_cast<Decision>(predicted.integer(2));
    if (decision == Decision::kRejected) continue;
    known.add_prediction(predicted.number(0), predicted.number(1));
    if (decision != Decision::kUndecided || predicted.integer(3) != 0) continue;
    known.has_open = true;
    known.seems_to_hold |= predicted.number(0) >= kSeemsThere;
  }
  return known;
}

Status status_of(const Known& known) {
  if (known.seems_to_hold) return Status::kPredicted;
  if (known.is_painted) return Status::kMended;
  if (known.has_accepted_pixel) return Status::kAccepted;
  if (known.has_open) return Status::kAbsent;
  return known.is_decided ? Status::kEmpty : Status::kTodo;
}

bool is_uncertain(const Known& known) {
  const double presence = known.presence.value_or(0);
  return known.certainty.value_or(1) < kUncertainBelow ||
         (presence >= kUncertainFrom && presence <= kUncertainUpTo);
}

// Under what a picture is counted.
struct Counted {
  int64_t status = 0;
  bool is_uncertain = false;
  bool operator==(const Counted&) const = default;
};

Counted counted_as(const Database& database, PictureId picture) {
  auto query = database.query("SELECT status, is_uncertain FROM pictures WHERE id = ?1", picture);
  if (!query.next()) return {};
  return {.status = query.integer(0), .is_uncertain = query.integer(1) != 0};
}

}  // namespace

bool refresh_status(const Database& database, PictureId picture, Revision revision) {
  const Known known = known_of(database, picture);
  const bool has_failed =
      database.integer("SELECT length(failure) > 0 FROM pictures WHERE id = ?1", picture) == 1;
  const Status status = has_failed ? Status::kFailed : status_of(known);
  const Counted counted = {.status = static_cast<int64_t>(status),
                           .is_uncertain = status == Status::kPredicted && is_uncertain(known)};
  const Counted before = counted_as(database, picture);
  database.run(
      "UPDATE pictures SET status = ?2, is_uncertain = ?3, presence = ?4, certainty = ?5, "
      "revision = ?6 WHERE id = ?1",
      picture, counted.status, int64_t{counted.is_uncertain}, known.presence, known.certainty,
      revision);
  return counted != before;
}

}  // namespace panet::serve
