#pragma once

#include <optional>
#include <string>
#include <vector>

#include "serve/project/database.h"
#include "serve/project/piece_lines.h"
#include "serve/project/records.h"

namespace panet::serve {

// All that a person said of a class in a picture.
struct Said {
  std::optional<std::string> painting;  // packed(); none where nothing is painted
  Decision decision = Decision::kUndecided;
  // What was accepted: its mask (masks.h), how many pixels of it are set, and whose it is.
  std::optional<std::string> mask;
  int64_t pixels = 0;
  Origin origin = Origin::kPerson;
  double threshold = 0;
  std::optional<std::string> lines;  // packed() (piece_lines.h); none where pieces are as they are

  bool operator==(const Said&) const = default;
};

// As it stands in columns painting, decision, mask, pixels, origin, threshold, lines, from `column`
// on.
// panet::Error where a number there means nothing.
Said said_from(const Database& database, const Query& query, int column);

Said said_of(const Database& database, PictureId picture, ClassId class_id);

// From then on it is this; what is as if nobody had said anything leaves no trace. Where nothing
// but lines is other than before, there is nothing to learn anew: it keeps its revision.
void say(const Database& database, PictureId picture, ClassId class_id, const Said& said,
         Revision revision);

// The mask that was accepted, the painting, or the lines; panet::Error names the file where it is
// damaged.
Mask accepted_mask(const Database& database, const Said& said, PictureSize size);
Painting painting_in(const Database& database, const Said& said, PictureSize size);
std::vector<PieceLine> lines_in(const Database& database, const Said& said);

}  // namespace panet::serve
