#include "panet/model/losses.h"

#include <torch/nn/functional/loss.h>

#include "panet/model/cosine_classifier.h"
#include "panet/model/masked_average_pooling.h"

namespace panet {
namespace {

constexpr double kSmallestNorm = 1e-8;

torch::nn::functional::CrossEntropyFuncOptions without_void() {
  return torch::nn::functional::CrossEntropyFuncOptions().ignore_index(kVoid);
}

// 1 foreground, 0 background, void where the annotation says nothing. N x H x W masks → N x H x W.
torch::Tensor support_labels(const torch::Tensor& foreground, const torch::Tensor& background) {
  auto labels = torch::full_like(foreground, kVoid, torch::kLong);
  return labels.masked_fill_(foreground == 1, 1).masked_fill_(background == 1, 0);
}

// Each picture's cosines to prototypes of its own: N x D x h x w, N x P x D → N x P x h x w.
torch::Tensor cosine_logits_of_each(const torch::Tensor& features,
                                    const torch::Tensor& prototypes) {
  const auto units =
      prototypes /
      torch::linalg_vector_norm(prototypes, 2, at::IntArrayRef{2}, true).clamp_min(kSmallestNorm);
  const auto products = torch::bmm(units, features.flatten(2));
  return products.unflatten(2, {features.size(2), features.size(3)}) /
         norm_over_channels(features) * kAlpha;
}

// The segmentation loss of each picture by a pair of prototypes of its own, background first.
// features: N x D x h x w; pairs: N x 2 x D; masks: N x H x W → N.
torch::Tensor loss_of_each(const torch::Tensor& features, const torch::Tensor& pairs,
                           const torch::Tensor& foreground, const torch::Tensor& background) {
  const auto labels = support_labels(foreground, background);
  const auto logits =
      upsample_logits(cosine_logits_of_each(features, pairs), labels.size(1), labels.size(2));
  const auto of_pixels =
      torch::nn::functional::cross_entropy(logits, labels, without_void().reduction(torch::kNone));
  return of_pixels.sum({1, 2}) / (labels != kVoid).sum({1, 2}).clamp_min(1);
}

}  // namespace

torch::Tensor segmentation_loss(const torch::Tensor& logits, const torch::Tensor& labels) {
  return torch::nn::functional::cross_entropy(logits, labels.to(torch::kLong), without_void());
}

torch::Tensor prototype_alignment_loss(const torch::Tensor& query_features,
                                       const torch::Tensor& query_logits,
                                       const SupportSet& support) {
  const int64_t ways = support.features.size(0), shots = support.features.size(1);
  const auto predicted = query_logits.argmax(1);
  const auto prototypes = prototypes_of_labels(query_features, predicted, 1 + ways);
  const auto background = prototypes.slice(0, 0, 1).expand({ways, -1});
  const auto pairs = torch::stack({background, prototypes.slice(0, 1)}, 1);  // way x 2 x D
  const auto ids = torch::arange(1, 1 + ways, predicted.options());
  const auto is_predicted = (predicted.flatten().unsqueeze(1) == ids).any(0);  // way

  const auto losses = loss_of_each(
      support.features.flatten(0, 1), pairs.repeat_interleave(shots, 0),
      support.foreground.flatten(0, 1), support.background.flatten(0, 1));  // way · shot
  return (losses * is_predicted.repeat_interleave(shots)).mean();
}

torch::Tensor self_support_loss(const torch::Tensor& features, const torch::Tensor& foreground,
                                const torch::Tensor& background) {
  const auto pairs = torch::stack(
      {masked_average_pooling(features, background), masked_average_pooling(features, foreground)},
      1);
  const auto has_both = foreground.flatten(1).any(1).logical_and(background.flatten(1).any(1));
  const auto losses = loss_of_each(features, pairs, foreground, background);
  return (losses * has_both).sum() / has_both.sum().clamp_min(1);
}

}  // namespace panet
