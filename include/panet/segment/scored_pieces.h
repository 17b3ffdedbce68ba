#pragma once

#include <vector>

#include "panet/base/public.h"
#include "panet/image/pieces.h"
#include "panet/segment/segmenter.h"

namespace PANET_PUBLIC panet {

// The pieces of a segmentation, and how sure each is.
struct ScoredPieces {
  Pieces found;
  std::vector<double> scores;  // of each piece: the mean softmax score of its pixels
  // By label, 0 being the background: the mean score of the pixels of smaller pieces; 0 where there
  // are none.
  std::vector<double> scores_of_rest;
};

// panet::Error where the segmentation kept the means alone: it takes KeptScores::kOfLabels or kAll.
ScoredPieces scored_pieces(const Segmentation& segmentation, const LeastPiece& least = {});

}  // namespace panet
