#include "serve/tools/found_objects.h"

#include <cstdint>
#include <utility>

#include "panet/segment/scored_pieces.h"

namespace panet::serve {
namespace {

// Numbers objects as they come; 0 is none.
class Numbering {
 public:
  explicit Numbering(double least_score) : least_score_(least_score) {}

  int32_t add(std::size_t label, double score) {
    if (score < least_score_) return 0;
    objects_.push_back({.label = label, .score = score});
    return static_cast<int32_t>(objects_.size());
  }
  std::vector<FoundObjects::Object> objects() && { return std::move(objects_); }

 private:
  double least_score_;
  std::vector<FoundObjects::Object> objects_;
};

}  // namespace

FoundObjects objects_in(const FoundClasses& found, double least_score, const LeastPiece& least) {
  const auto& segmentation = found.segmentation;
  const auto pieces = scored_pieces(segmentation, least);
  Numbering numbering(least_score);
  std::vector<int32_t> of_label(found.classes.size() + 1, 0);  // of classes of one piece
  for (std::size_t label = 1; label < of_label.size(); ++label)
    if (found.classes[label - 1].one_piece && segmentation.pixels[label] > 0)
      of_label[label] = numbering.add(label, segmentation.mean_scores[label]);
  std::vector<int32_t> of_piece = {0};
  for (std::size_t i = 0; i < pieces.found.pieces.size(); ++i) {
    const std::size_t label = pieces.found.pieces[i].label;
    of_piece.push_back(found.classes[label - 1].one_piece ? 0
                                                          : numbering.add(label, pieces.scores[i]));
  }
  auto map =
      mapped<Instances>(segmentation.labels, pieces.found.map, [&](uint8_t label, int32_t piece) {
        return of_label[label] + of_piece[static_cast<std::size_t>(piece)];
      });
  return {.map = std::move(map), .objects = std::move(numbering).objects()};
}

}  // namespace panet::serve
