#pragma once

#include <vector>

#include "serve/project/database.h"
#include "serve/project/predictions.h"
#include "serve/project/records.h"
#include "serve/project/said.h"

namespace panet::serve {

// The mask that stands where that was said and predicted.
Mask mask_standing(const Database& database, const Said& said,
                   const std::optional<KeptPrediction>& prediction, PictureSize size);

// What stands of a class in a picture, of that size.
StandingMask standing_mask(const Database& database, PictureId picture, ClassId class_id,
                           PictureSize size);

// Of the classes of which a pixel is set or painted.
// Project::added.
Mask added_by_person(const Database& database, PictureId picture, ClassId class_id);
std::vector<StandingMask> standing_masks(const Database& database, PictureId picture);

// Of each class of the project.
std::vector<ClassInPicture> standing_classes(const Database& database, PictureId picture);

}  // namespace panet::serve
