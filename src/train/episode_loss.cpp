#include "train/episode_loss.h"

#include "train/loss/cosine_classifier.h"
#include "train/loss/losses.h"
#include "train/loss/prototypes.h"

namespace panet {
namespace {

// A support is seen by the queries as well; its own share is the smaller one (SSP).
constexpr double kSupportShare = 0.2;

// By the prototypes of its own episode. features: episode x N x D x h x w; prototypes:
// episode x P x D → episode x N x P x h x w.
torch::Tensor logits_of_queries(const torch::Tensor& features, const torch::Tensor& prototypes) {
  const auto queries = features.size(1);
  const auto logits =
      cosine_logits_of_each(features.flatten(0, 1), prototypes.repeat_interleave(queries, 0));
  return logits.unflatten(0, {features.size(0), queries});
}

torch::Tensor query_loss(const torch::Tensor& logits, const torch::Tensor& labels) {
  const auto upsampled = upsample_logits(logits.flatten(0, 1), labels.size(2), labels.size(3));
  return segmentation_loss(upsampled.unflatten(0, {labels.size(0), labels.size(1)}), labels);
}

// Each way that a query holds, against the query's background. labels: episode x N x H x W.
torch::Tensor self_support_of_queries(const torch::Tensor& features, const torch::Tensor& labels,
                                      int64_t ways) {
  const auto episodes = labels.size(0), queries = labels.size(1);
  const auto ids = torch::arange(1, ways + 1, labels.options()).view({1, ways, 1, 1});
  const auto masks = labels.flatten(0, 1).unsqueeze(1) == ids;    // query x way x H x W
  const auto held = masks.flatten(2).any(2).nonzero().unbind(1);  // of which query, which way
  const auto none = torch::zeros({episodes}, features.options());
  if (held[0].numel() == 0) return none;  // crops can take every query's object away
  const auto background = (labels == 0).flatten(0, 1);
  const auto losses =
      self_support_loss(features.flatten(0, 1).index_select(0, held[0]),
                        masks.index({held[0], held[1]}), background.index_select(0, held[0]));
  const auto of_episode = held[0].div(queries, "floor");
  const auto counts = none.index_add(0, of_episode, torch::ones_like(losses));
  return none.index_add(0, of_episode, losses) / counts.clamp_min(1);
}

torch::Tensor self_support(const SupportSet& support, const torch::Tensor& query_features,
                           const torch::Tensor& labels) {
  const auto of_supports =
      self_support_loss(support.features.flatten(0, 2), support.foreground.flatten(0, 2),
                        support.background.flatten(0, 2));
  return self_support_of_queries(query_features, labels, support.features.size(1)) +
         kSupportShare * of_supports.view({labels.size(0), -1}).mean(1);
}

// features: episode x N x D x h x w; labels: episode x N x H x W.
torch::Tensor base_loss_of_fold(const torch::Tensor& features, const torch::Tensor& labels,
                                const torch::Tensor& prototypes) {
  const auto of_locations =
      at::_upsample_nearest_exact2d(labels, {features.size(3), features.size(4)});
  const auto logits = cosine_logits(features.flatten(0, 1), prototypes);
  return segmentation_loss(logits.unflatten(0, {features.size(0), features.size(1)}), of_locations);
}

torch::Tensor base_loss(const torch::Tensor& features, const EpisodeBatch& batch,
                        const std::vector<torch::Tensor>& prototypes) {
  auto losses = torch::zeros({features.size(0)}, features.options());
  for (std::size_t fold = 0; fold < prototypes.size(); ++fold) {
    std::vector<int64_t> members;
    for (std::size_t i = 0; i < batch.folds.size(); ++i)
      if (batch.folds[i] == fold) members.push_back(static_cast<int64_t>(i));
    if (members.empty()) continue;
    const auto which = torch::tensor(members).to(features.device());
    losses = losses.index_add(
        0, which,
        base_loss_of_fold(features.index_select(0, which), batch.base_labels.index_select(0, which),
                          prototypes[fold]));
  }
  return losses;
}

}  // namespace

LossTerms<torch::Tensor> episode_loss(const TorchEncoder& encoder, const EpisodeBatch& batch,
                                      const EpisodeLossOptions& options) {
  const auto& weights = options.weights;
  const int64_t episodes = batch.foreground.size(0);
  const int64_t ways = batch.foreground.size(1), shots = batch.foreground.size(2);
  const auto encoded = options.at_stride_16 ? encoder.forward_at_stride_16(batch.images)
                                            : encoder.forward(batch.images);
  const auto features = encoded.to(torch::kFloat32).unflatten(0, {episodes, -1});
  const SupportSet support = {
      .features = features.slice(1, 0, ways * shots).unflatten(1, {ways, shots}),
      .foreground = batch.foreground,
      .background = batch.background};
  const auto query_features = features.slice(1, ways * shots);
  const auto logits = logits_of_queries(query_features, support_prototypes(support));

  const auto none = torch::zeros({episodes}, logits.options());
  LossTerms<torch::Tensor> terms = {none, none, none, none};
  if (weights.query > 0) terms.query = query_loss(logits, batch.labels);
  if (weights.alignment > 0)
    terms.alignment = prototype_alignment_loss(query_features, logits, support);
  if (weights.self_support > 0)
    terms.self_support = self_support(support, query_features, batch.labels);
  if (weights.base > 0) terms.base = base_loss(features, batch, options.base_prototypes);
  return terms;
}

}  // namespace panet
