#include "serve/formats/instances.h"

#include "image/mask.h"

namespace panet::serve {

ClassInstances instances_of(const Mask& mask, bool one_piece, const LeastPiece& least) {
  if (one_piece)
    return {.map = mapped<Instances>(mask, [](uint8_t pixel) { return int32_t{pixel}; }),
            .count = 1,
            .rest = {}};
  const auto labels = mapped<Labels>(mask, [](uint8_t pixel) { return pixel; });
  auto pieces = pieces_of(labels, least.pixels(mask.dimensions()));
  Mask rest = mask & where(pieces.map, 0);
  ClassInstances instances{.map = std::move(pieces.map), .count = pieces.pieces.size(), .rest = {}};
  if (any(rest)) instances.rest = std::move(rest);
  return instances;
}

std::vector<Ring> rings_of(const ClassInstances& instances) {
  std::vector<Ring> rings;
  for (const auto& outlines : outlines_of(instances.map, instances.count))
    rings.push_back(one_ring(outlines));
  if (!instances.rest.empty()) rings.push_back(one_ring(outlines_of(instances.rest)));
  return rings;
}

}  // namespace panet::serve
