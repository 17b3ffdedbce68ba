#include "panet/segment/scored_pieces.h"

#include "panet/base/error.h"

namespace panet {
namespace {

// Means of numbers that come one by one, in several bins.
class Means {
 public:
  explicit Means(std::size_t bins) : sums_(bins), counts_(bins) {}

  void add(std::size_t bin, double value) {
    sums_[bin] += value;
    ++counts_[bin];
  }

  std::vector<double> means() const {
    auto means = sums_;
    for (std::size_t i = 0; i < means.size(); ++i)
      if (counts_[i] > 0) means[i] /= static_cast<double>(counts_[i]);
    return means;
  }

 private:
  std::vector<double> sums_;
  std::vector<int64_t> counts_;
};

float score_at(const Segmentation& segmentation, int64_t y, int64_t x) {
  const auto& scores = segmentation.scores;
  if (scores.maps() == 0) return segmentation.label_scores.at(y, x);
  return scores.at(segmentation.labels.at(y, x), y, x);
}

}  // namespace

ScoredPieces scored_pieces(const Segmentation& segmentation, const LeastPiece& least) {
  const auto& labels = segmentation.labels;
  if (segmentation.scores.maps() == 0 && segmentation.label_scores.empty())
    throw Error(
        "scored_pieces: this segmentation has the means of its scores alone; segment with "
        "KeptScores::kOfLabels");
  auto found = pieces_of(labels, least.pixels(labels.dimensions()));
  Means of_pieces(found.pieces.size()), of_rest(segmentation.pixels.size());
  for (int64_t y = 0; y < labels.height(); ++y)
    for (int64_t x = 0; x < labels.width(); ++x) {
      const uint8_t label = labels.at(y, x);
      if (label == 0) continue;
      const auto piece = static_cast<std::size_t>(found.map.at(y, x));
      const double score = score_at(segmentation, y, x);
      if (piece > 0) {
        of_pieces.add(piece - 1, score);
      } else {
        of_rest.add(label, score);
      }
    }
  return {
      .found = std::move(found), .scores = of_pieces.means(), .scores_of_rest = of_rest.means()};
}

}  // namespace panet
