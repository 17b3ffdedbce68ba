#include "train/loss/losses.h"

#include <torch/nn/functional/loss.h>

#include "panet/image/void_label.h"
#include "train/loss/cosine_classifier.h"
#include "train/loss/masked_average_pooling.h"

namespace panet {
namespace {

// 1 foreground, 0 background, void where the annotation says nothing. N x H x W masks → N x H x W.
torch::Tensor support_labels(const torch::Tensor& foreground, const torch::Tensor& background) {
  auto labels = torch::full_like(foreground, kVoid, torch::kLong);
  return labels.masked_fill_(foreground == 1, 1).masked_fill_(background == 1, 0);
}

// The segmentation loss of each picture by a pair of prototypes of its own, background first.
// features: N x D x h x w; pairs: N x 2 x D; masks: N x H x W → N.
torch::Tensor loss_of_each(const torch::Tensor& features, const torch::Tensor& pairs,
                           const torch::Tensor& foreground, const torch::Tensor& background) {
  const auto labels = support_labels(foreground, background);
  const auto logits =
      upsample_logits(cosine_logits_of_each(features, pairs), labels.size(1), labels.size(2));
  return segmentation_loss(logits.unsqueeze(1), labels.unsqueeze(1));
}

}  // namespace

torch::Tensor segmentation_loss(const torch::Tensor& logits, const torch::Tensor& labels) {
  const auto options =
      torch::nn::functional::CrossEntropyFuncOptions().ignore_index(kVoid).reduction(torch::kNone);
  const auto of_pixels = torch::nn::functional::cross_entropy(
      logits.flatten(0, 1), labels.flatten(0, 1).to(torch::kLong), options);
  const auto counted = (labels != kVoid).flatten(1).sum(1);
  return of_pixels.view({labels.size(0), -1}).sum(1) / counted.clamp_min(1);
}

torch::Tensor prototype_alignment_loss(const torch::Tensor& query_features,
                                       const torch::Tensor& query_logits,
                                       const SupportSet& support) {
  const int64_t ways = support.features.size(1), shots = support.features.size(2);
  const auto predicted = query_logits.argmax(2);
  const auto prototypes = prototypes_of_labels(query_features, predicted, 1 + ways);
  const auto background = prototypes.slice(1, 0, 1).expand({-1, ways, -1});
  const auto pairs = torch::stack({background, prototypes.slice(1, 1)}, 2);  // E x way x 2 x D
  const auto ids = torch::arange(1, 1 + ways, predicted.options());
  const auto is_predicted = (predicted.flatten(1).unsqueeze(2) == ids).any(1);  // E x way

  const auto losses =
      loss_of_each(support.features.flatten(0, 2), pairs.flatten(0, 1).repeat_interleave(shots, 0),
                   support.foreground.flatten(0, 2), support.background.flatten(0, 2));
  const auto of_shots = losses.view({-1, ways, shots});
  return (of_shots * is_predicted.unsqueeze(2)).mean({1, 2});
}

torch::Tensor self_support_loss(const torch::Tensor& features, const torch::Tensor& foreground,
                                const torch::Tensor& background) {
  const auto pairs = torch::stack(
      {masked_average_pooling(features, background), masked_average_pooling(features, foreground)},
      1);
  const auto has_both = foreground.flatten(1).any(1).logical_and(background.flatten(1).any(1));
  return loss_of_each(features, pairs, foreground, background) * has_both;
}

}  // namespace panet
