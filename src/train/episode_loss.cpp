#include "panet/train/episode_loss.h"

#include "panet/model/cosine_classifier.h"
#include "panet/model/losses.h"
#include "panet/model/prototypes.h"

namespace panet {

EpisodeLoss episode_loss(Encoder& encoder, const TrainingEpisode& episode,
                         const EpisodeLossOptions& options) {
  const int64_t ways = episode.foreground.size(0), shots = episode.foreground.size(1);
  const auto& images = episode.images;
  const auto features =
      (options.at_stride_16 ? encoder.forward_at_stride_16(images) : encoder.forward(images))
          .to(torch::kFloat32);
  const SupportSet support = {
      .features = features.slice(0, 0, ways * shots).unflatten(0, {ways, shots}),
      .foreground = episode.foreground,
      .background = episode.background};
  const auto query_features = features.slice(0, ways * shots);

  const auto logits = cosine_logits(query_features, support_prototypes(support));
  const auto& labels = episode.labels;
  const auto upsampled = upsample_logits(logits, labels.size(1), labels.size(2));
  return {.query = segmentation_loss(upsampled, labels),
          .alignment = options.with_alignment
                           ? prototype_alignment_loss(query_features, logits, support)
                           : torch::zeros({}, logits.options())};
}

}  // namespace panet
