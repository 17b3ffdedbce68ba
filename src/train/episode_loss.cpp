#include "panet/train/episode_loss.h"

#include "panet/model/cosine_classifier.h"
#include "panet/model/losses.h"
#include "panet/model/prototypes.h"

namespace panet {
namespace {

// A support is seen by the queries as well; its own share is the smaller one (SSP).
constexpr double kSupportShare = 0.2;

// Each way that a query holds, against the query's background.
torch::Tensor self_support_of_queries(const torch::Tensor& features, const torch::Tensor& labels,
                                      int64_t ways) {
  const auto ids = torch::arange(1, ways + 1, labels.options()).view({1, ways, 1, 1});
  const auto masks = labels.unsqueeze(1) == ids;                  // queries x way x H x W
  const auto held = masks.flatten(2).any(2).nonzero().unbind(1);  // of which query, which way
  const auto background = labels == 0;
  return self_support_loss(features.index_select(0, held[0]), masks.index({held[0], held[1]}),
                           background.index_select(0, held[0]));
}

torch::Tensor self_support(const SupportSet& support, const torch::Tensor& query_features,
                           const torch::Tensor& labels) {
  const auto of_supports =
      self_support_loss(support.features.flatten(0, 1), support.foreground.flatten(0, 1),
                        support.background.flatten(0, 1));
  return self_support_of_queries(query_features, labels, support.features.size(0)) +
         kSupportShare * of_supports;
}

torch::Tensor base_loss(const torch::Tensor& features, const torch::Tensor& labels,
                        const torch::Tensor& prototypes) {
  const auto of_locations =
      at::_upsample_nearest_exact2d(labels.unsqueeze(1), {features.size(2), features.size(3)});
  return segmentation_loss(cosine_logits(features, prototypes), of_locations.squeeze(1));
}

}  // namespace

std::vector<torch::Tensor> episode_features(Encoder& encoder,
                                            const std::vector<TrainingEpisode>& episodes,
                                            bool at_stride_16) {
  std::vector<torch::Tensor> images;
  std::vector<int64_t> counts;
  for (const auto& episode : episodes) {
    images.push_back(episode.images);
    counts.push_back(episode.images.size(0));
  }
  const auto all = images.size() == 1 ? images.front() : torch::cat(images);
  const auto features = at_stride_16 ? encoder.forward_at_stride_16(all) : encoder.forward(all);
  return features.to(torch::kFloat32).split_with_sizes(counts);
}

LossTerms<torch::Tensor> episode_loss(const torch::Tensor& features, const TrainingEpisode& episode,
                                      const EpisodeLossOptions& options) {
  const auto& weights = options.weights;
  const int64_t ways = episode.foreground.size(0), shots = episode.foreground.size(1);
  const SupportSet support = {
      .features = features.slice(0, 0, ways * shots).unflatten(0, {ways, shots}),
      .foreground = episode.foreground,
      .background = episode.background};
  const auto query_features = features.slice(0, ways * shots);
  const auto logits = cosine_logits(query_features, support_prototypes(support));
  const auto& labels = episode.labels;

  const auto none = torch::zeros({}, logits.options());
  LossTerms<torch::Tensor> terms = {none, none, none, none};
  if (weights.query > 0)
    terms.query =
        segmentation_loss(upsample_logits(logits, labels.size(1), labels.size(2)), labels);
  if (weights.alignment > 0)
    terms.alignment = prototype_alignment_loss(query_features, logits, support);
  if (weights.self_support > 0) terms.self_support = self_support(support, query_features, labels);
  if (weights.base > 0)
    terms.base = base_loss(features, episode.base_labels, options.base_prototypes);
  return terms;
}

}  // namespace panet
