#pragma once

#include <optional>
#include <string>
#include <vector>

#include "serve/project/database.h"
#include "serve/project/records.h"

namespace panet::serve {

// A prediction as it stands in the file.
struct KeptPrediction {
  std::optional<std::string> mask;  // masks.h
  int64_t pixels = 0;
  double presence = 0, certainty = 0;
};

std::optional<KeptPrediction> prediction_of(const Database& database, PictureId picture,
                                            ClassId class_id);
Mask predicted_mask(const Database& database, const KeptPrediction& prediction, PictureSize size);

// Keeps those of classes that are there and undecided. panet::Error for a mask of another size than
// the picture's, and numbers outside 0 to 1. → whether the picture is counted otherwise.
bool keep_predictions(const Database& database, PictureId picture,
                      const std::vector<Prediction>& predictions, Revision revision);

}  // namespace panet::serve
