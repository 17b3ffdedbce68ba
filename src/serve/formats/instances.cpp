#include "serve/formats/instances.h"

#include <utility>

#include "image/mask.h"
#include "serve/formats/divided_pieces.h"

namespace panet::serve {

namespace {

// Which of the pieces are instances, by their numbers from 1 on.
std::vector<bool> large_or_added(const Pieces& pieces, const Mask& added, int64_t least) {
  std::vector<bool> are(pieces.pieces.size() + 1);
  for (std::size_t i = 0; i < pieces.pieces.size(); ++i)
    are[i + 1] = pieces.pieces[i].pixels >= least;
  for (std::size_t i = 0; i < added.size(); ++i)
    if (added.all()[i] != 0) are[static_cast<std::size_t>(pieces.map.all()[i])] = true;
  are[0] = false;
  return are;
}

// Numbers them anew, without those that are none.
ClassInstances instances_among(Pieces pieces, const std::vector<bool>& are) {
  std::vector<int32_t> numbers(are.size(), 0);
  int32_t count = 0;
  for (std::size_t i = 1; i < are.size(); ++i)
    if (are[i]) numbers[i] = ++count;
  for (int32_t& number : pieces.map.all()) number = numbers[static_cast<std::size_t>(number)];
  return {.map = std::move(pieces.map), .count = static_cast<std::size_t>(count), .rest = {}};
}

}  // namespace

ClassInstances instances_of(const Mask& mask, const Mask& added,
                            const std::vector<PieceLine>& lines, bool one_piece,
                            const LeastPiece& least) {
  if (one_piece)
    return {.map = mapped<Instances>(mask, [](uint8_t pixel) { return int32_t{pixel}; }),
            .count = 1,
            .rest = {}};
  auto pieces = divided_pieces(mask, lines, 1);
  const auto are = large_or_added(pieces, added, least.pixels(mask.dimensions()));
  auto instances = instances_among(std::move(pieces), are);
  Mask rest = mask & where(instances.map, 0);
  if (any(rest)) instances.rest = std::move(rest);
  return instances;
}

}  // namespace panet::serve
