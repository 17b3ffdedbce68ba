#pragma once

#include <map>
#include <optional>
#include <string>

#include "serve/project/database.h"
#include "serve/project/records.h"

namespace panet::serve {

// What another program told of a picture, in an annotation of its own: what is painted of each of
// its classes.
using ToldPaintings = std::map<ClassId, Painting>;

// Takes an annotation in the place of what was told of the picture before, as one change that can
// be undone. Classes that were told before and are not in it are as if nothing had been painted of
// them, unless somebody has changed them here since. panet::Error for a painting of another size
// than the picture's.
void take_told(const Database& database, PictureId picture, const std::string& annotation,
               const ToldPaintings& paintings, Revision revision);

// Which picture an annotation was told of.
std::optional<PictureId> told_of(const Database& database, const std::string& annotation);

}  // namespace panet::serve
