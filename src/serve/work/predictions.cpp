#include "serve/work/predictions.h"

#include <limits>
#include <utility>

namespace panet::serve {
namespace {

using Painted = SaidOfClasses::Painted;

std::optional<Painting> painting_in(const Project& project, PictureId picture, ClassId id,
                                    const Draft* draft) {
  if (draft != nullptr && draft->is_of(picture, id)) return draft->painting->copy();
  return project.painting(picture, id);
}

// No pixels where nothing was said by strokes.
Annotation strokes_in(const std::optional<Painting>& painting) {
  return painting ? strokes_of(*painting).value_or(Annotation()) : Annotation();
}

Painted painted_in(const std::optional<Painting>& painting) {
  if (!painting) return Painted::kNothing;
  return has_object(*painting) ? Painted::kObject : Painted::kSurroundings;
}

bool seems_there(double presence, Painted painted) {
  return presence >= kSeemsThere || painted == Painted::kObject;
}

}  // namespace

SaidOfClasses nothing_said_of(std::size_t classes) {
  return {.corrections = {.thresholds = std::vector<double>(classes), .strokes = {}},
          .painted = std::vector<Painted>(classes)};
}

SaidOfClasses said_of_classes(const Project& project, PictureId picture,
                              const std::vector<ClassId>& class_ids, const Draft* draft) {
  SaidOfClasses said;
  for (const ClassId id : class_ids) {
    const auto painting = painting_in(project, picture, id, draft);
    said.corrections.thresholds.push_back(project.threshold(picture, id));
    said.corrections.strokes.push_back(strokes_in(painting));
    said.painted.push_back(painted_in(painting));
  }
  return said;
}

Corrections with_absent_left_out(const std::vector<double>& presences, SaidOfClasses said) {
  bool is_any_there = false;
  for (std::size_t c = 0; c < presences.size(); ++c)
    is_any_there |= seems_there(presences[c], said.painted[c]);
  for (std::size_t c = 0; c < presences.size(); ++c) {
    double& threshold = said.corrections.thresholds[c];
    if (is_any_there && presences[c] < kSeemsThere && said.painted[c] == Painted::kNothing &&
        threshold == 0)
      threshold = std::numeric_limits<double>::infinity();
  }
  return std::move(said.corrections);
}

std::vector<Prediction> predictions(const Segmenter& segmenter, const Features& features,
                                    const PictureView& pixels, const Learned& learned,
                                    SaidOfClasses said) {
  if (learned.class_ids.empty()) return {};
  const auto corrections =
      with_absent_left_out(segmenter.presences(features, learned.prototypes), std::move(said));
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
