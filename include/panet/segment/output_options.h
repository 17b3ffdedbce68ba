#pragma once

#include <filesystem>
#include <optional>

#include "panet/base/public.h"
#include "panet/image/pieces.h"

namespace PANET_PUBLIC panet {

// Where and what is written for each picture, under the picture's output name
// (segment/picture_list.h):
//   NAME.png              the labels as a palette index PNG, 0 background, i the i-th class
//   NAME.overlay.jpg      the picture with the classes laid over it
//   NAME.CLASS.score.png  with `scores`: the softmax score of each class, 16 bit, 65535 being 1
struct OutputOptions {
  std::filesystem::path folder = {};
  bool overlay = true;
  bool scores = false;
  // Whether, and from which size on, connected pieces are told apart (segment/scored_pieces.h).
  std::optional<LeastPiece> pieces = {};
  bool overwrite = false;  // files that panet did not write; the picture itself never is
};

}  // namespace panet
