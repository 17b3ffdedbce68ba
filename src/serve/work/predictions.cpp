#include "serve/work/predictions.h"

namespace panet::serve {
namespace {

// No pixels where nothing was said by strokes.
Annotation strokes_in(const Project& project, PictureId picture, ClassId id, const Draft* draft) {
  if (draft != nullptr && draft->is_of(picture, id))
    return strokes_of(*draft->painting).value_or(Annotation());
  const auto painting = project.painting(picture, id);
  return painting ? strokes_of(*painting).value_or(Annotation()) : Annotation();
}

}  // namespace

Corrections corrections_of(const Project& project, PictureId picture,
                           const std::vector<ClassId>& class_ids, const Draft* draft) {
  Corrections corrections;
  for (const ClassId id : class_ids) {
    corrections.thresholds.push_back(project.threshold(picture, id));
    corrections.strokes.push_back(strokes_in(project, picture, id, draft));
  }
  return corrections;
}

std::vector<Prediction> predictions(const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned,
                                    const Corrections& corrections) {
  if (learned.class_ids.empty()) return {};
  const auto found = segmenter.segment_features(features, learned.prototypes, pixels,
                                                KeptScores::kMeans, corrections);
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
