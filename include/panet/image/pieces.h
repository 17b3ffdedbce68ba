#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"

namespace PANET_PUBLIC panet {

// From how many pixels on a piece counts: below 1 it is a share of the picture, from 1 on pixels.
struct LeastPiece {
  double size = 0.001;

  int64_t pixels(PictureSize picture) const;  // at least 1
  bool operator==(const LeastPiece& other) const = default;
};

// "0.01" or "500". panet::Error for another text.
LeastPiece parse_least_piece(const std::string& text);

// Pixels of one class that hang together: each touches another one at a side or a corner.
struct Piece {
  uint8_t label = 0;
  int64_t pixels = 0;
};

// The objects of a picture, as far as each is a piece of its own: two that touch are one piece,
// one that is cut in two by something before it is two.
struct Pieces {
  // i where the i-th piece is, counted from 1; 0 where nothing is, or too small a piece.
  Instances map;
  // By label; of one label the largest first, of equally large ones the one that begins further up.
  std::vector<Piece> pieces;
};

// The connected pieces of each class (not of the background, nor of kVoid) that have at least so
// many pixels.
Pieces pieces_of(const Labels& labels, int64_t least_pixels = 1);

}  // namespace panet
