#include "serve/project/review.h"

#include <fmt/format.h>

#include "image/mask.h"
#include "serve/project/classes.h"
#include "serve/project/errors.h"
#include "serve/project/masks.h"
#include "serve/project/pictures.h"
#include "serve/project/predictions.h"
#include "serve/project/standing.h"

namespace panet::serve {
namespace {

bool is_known(const Database& database, PictureId picture, ClassId class_id) {
  return said_of(database, picture, class_id).painting ||
         prediction_of(database, picture, class_id);
}

Said accepted(const Database& database, PictureId picture, ClassId class_id, Said said) {
  if (said.decision == Decision::kAccepted) return said;
  said.decision = Decision::kUndecided;  // where it was rejected, that is taken back
  const Mask mask = mask_standing(database, said, prediction_of(database, picture, class_id),
                                  known_size_of(database, picture));
  said.decision = Decision::kAccepted;
  said.mask = packed_mask(mask);
  said.pixels = count(mask);
  said.origin = said.painting ? Origin::kPerson : Origin::kConfirmed;
  return said;
}

Said without_mask(const Said& said, Decision decision) {
  return {.painting = said.painting,
          .decision = decision,
          .threshold = said.threshold,
          .lines = said.lines};
}

// Those that are to be accepted where no class is named.
bool can_be_accepted(const Database& database, PictureId picture, ClassId class_id) {
  return said_of(database, picture, class_id).decision == Decision::kUndecided &&
         is_known(database, picture, class_id);
}

std::vector<ClassId> classes_to_accept(const Database& database, PictureId picture) {
  auto classes = class_ids(database);
  bool is_decided = false;
  for (const ClassId class_id : classes)
    is_decided |= said_of(database, picture, class_id).decision != Decision::kUndecided;
  std::erase_if(classes,
                [&](ClassId class_id) { return !can_be_accepted(database, picture, class_id); });
  if (classes.empty() && !is_decided)
    throw Contradiction(fmt::format(
        "nothing is known of picture {} that could be accepted; reject says that it holds none",
        picture));
  return classes;
}

std::vector<ClassId> chosen_classes(const Database& database, PictureId picture,
                                    std::optional<ClassId> class_id, Decision decision) {
  if (!class_id)
    return decision == Decision::kAccepted ? classes_to_accept(database, picture)
                                           : class_ids(database);
  expect_class(database, *class_id);
  if (decision == Decision::kAccepted && !is_known(database, picture, *class_id))
    throw Contradiction(fmt::format(
        "nothing is known of class {} in picture {} that could be accepted; reject says that it is "
        "not there",
        *class_id, picture));
  return {*class_id};
}

}  // namespace

std::map<ClassId, Said> decided(const Database& database, PictureId picture,
                                std::optional<ClassId> class_id, Decision decision) {
  expect_picture(database, picture);
  std::map<ClassId, Said> after;
  for (const ClassId chosen : chosen_classes(database, picture, class_id, decision)) {
    const Said before = said_of(database, picture, chosen);
    after.emplace(chosen, decision == Decision::kAccepted
                              ? accepted(database, picture, chosen, before)
                              : without_mask(before, decision));
  }
  return after;
}

}  // namespace panet::serve
