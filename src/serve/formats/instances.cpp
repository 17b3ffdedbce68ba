#include "serve/formats/instances.h"

#include "image/mask.h"
#include "serve/formats/divided_pieces.h"

namespace panet::serve {

ClassInstances instances_of(const Mask& mask, const std::vector<PieceLine>& lines, bool one_piece,
                            const LeastPiece& least) {
  if (one_piece)
    return {.map = mapped<Instances>(mask, [](uint8_t pixel) { return int32_t{pixel}; }),
            .count = 1,
            .rest = {}};
  auto pieces = divided_pieces(mask, lines, least.pixels(mask.dimensions()));
  Mask rest = mask & where(pieces.map, 0);
  ClassInstances instances{.map = std::move(pieces.map), .count = pieces.pieces.size(), .rest = {}};
  if (any(rest)) instances.rest = std::move(rest);
  return instances;
}

}  // namespace panet::serve
