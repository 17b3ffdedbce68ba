#pragma once

#include <optional>
#include <vector>

#include "serve/project/database.h"
#include "serve/project/records.h"

namespace panet::serve {

PictureRow picture_row(const Database& database, PictureId picture);  // NotThere
void expect_picture(const Database& database, PictureId picture);     // NotThere

// The size at which masks of the picture are kept; none where it was never looked at.
std::optional<PictureSize> size_of(const Database& database, PictureId picture);
PictureSize known_size_of(const Database& database, PictureId picture);  // Contradiction

PicturePage picture_page(const Database& database, const PictureQuery& query);
Counts count_pictures(const Database& database);
std::vector<PictureId> undecided_pictures(const Database& database);

}  // namespace panet::serve
