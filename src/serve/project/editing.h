#pragma once

#include <vector>

#include "serve/project/database.h"
#include "serve/project/records.h"
#include "serve/project/said.h"

namespace panet::serve {

// What is painted of a class in a picture once `shapes` are laid over it. Where they paint exactly
// and nothing exact was painted yet, they begin with the mask that stands: they mend it.
Painting edited_painting(const Database& database, PictureId picture, ClassId class_id,
                         const std::vector<Shape>& shapes);

// What a person has then said of the class: the painting, and no decision.
Said said_with(const Said& before, const Painting& painting);

// What is said once the threshold is another one; panet::Error for one that is not from -10 to 10.
Said said_with_threshold(const Said& before, double threshold);

// What is said with more lines that cut and join its pieces: the decision stays, as the mask does.
// panet::Error for lines that are none.
Said said_with_lines(const Database& database, const Said& before,
                     const std::vector<PieceLine>& added);

// panet::Error for a painting of another size than the picture's.
void expect_size(const Painting& painting, PictureSize size);

// Takes what a person painted elsewhere; false where something was painted or decided here.
// panet::Error for a painting of another size than the picture's.
bool take_painting(const Database& database, PictureId picture, ClassId class_id,
                   const Painting& painting, Revision revision);

}  // namespace panet::serve
