#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/model/picture_shape.h"
#include "panet/model/presence_detectors.h"

namespace PANET_PUBLIC panet {

// Labels are uint8: 0 is the background, 255 void.
inline constexpr int64_t kMostClasses = 254;

// What was learned from annotated images: enough to segment with, given the same encoder.
struct Prototypes {
  Map<float> vectors;  // (1 + C) x D, background first
  Map<float> fitted;   // as many, see model/prototype_fit.h; empty where not fitted
  std::vector<std::string> class_names;        // C
  std::vector<Colour> class_colours;           // C
  std::vector<int64_t> class_shots;            // C, how many annotated images of each
  std::string encoder_fingerprint;             // of the weights that gave the features
  int64_t input_size = 417;                    // pixels, the side to which images were resized ...
  PictureShape shape = PictureShape::kSquare;  // ... or of as large a square, and to which shape
  PresenceDetectors presence;                  // C; empty in files of version 0.1

  Prototypes copy() const;

  int64_t ways() const { return static_cast<int64_t>(class_names.size()); }
};

// A safetensors file: the tensor "prototypes", "fitted" where there is one, those of the detectors
// of presence ("presence.directions", ".surroundings", ".thresholds", ".slopes"), and metadata with
// the rest. Written atomically.
void save_prototypes(const std::filesystem::path& path, const Prototypes& prototypes);

// panet::Error where the file is no prototype file, or its parts do not fit together.
Prototypes load_prototypes(const std::filesystem::path& path);

// panet::Error, naming both fingerprints, unless the prototypes were learned with these weights.
void require_same_encoder(const Prototypes& prototypes, const std::string& encoder_fingerprint,
                          const std::filesystem::path& prototype_file);

}  // namespace panet
