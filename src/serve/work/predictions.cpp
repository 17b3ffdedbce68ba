#include "serve/work/predictions.h"

namespace panet::serve {
namespace {

std::vector<double> thresholds_of(const Project& project, PictureId picture,
                                  const Learned& learned) {
  std::vector<double> thresholds;
  for (const ClassId id : learned.class_ids) thresholds.push_back(project.threshold(picture, id));
  return thresholds;
}

}  // namespace

std::vector<Prediction> predictions(const Project& project, PictureId picture,
                                    const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned) {
  if (learned.class_ids.empty()) return {};
  const auto found =
      segmenter.segment_features(features, learned.prototypes, pixels, KeptScores::kMeans,
                                 thresholds_of(project, picture, learned));
  std::vector<Prediction> predictions;
  for (std::size_t c = 0; c < learned.class_ids.size(); ++c) {
    const auto label = static_cast<uint8_t>(c + 1);
    // A mask without pixels is as certain as its background is.
    const double certainty = found.mean_scores[found.pixels[label] > 0 ? label : 0];
    predictions.push_back(
        {.class_id = learned.class_ids[c],
         .mask = mapped<Mask>(found.labels,
                              [label](uint8_t there) -> uint8_t { return there == label ? 1 : 0; }),
         .presence = found.presences[c],
         .certainty = certainty});
  }
  return predictions;
}

}  // namespace panet::serve
