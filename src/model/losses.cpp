#include "panet/model/losses.h"

#include <torch/nn/functional/loss.h>

#include "panet/model/cosine_classifier.h"
#include "panet/model/masked_average_pooling.h"

namespace panet {
namespace {

// 1 foreground, 0 background, void where the annotation says nothing. H x W masks → 1 x H x W.
torch::Tensor support_labels(const torch::Tensor& foreground, const torch::Tensor& background) {
  auto labels = torch::full_like(foreground, kVoid, torch::kLong);
  labels.masked_fill_(foreground == 1, 1).masked_fill_(background == 1, 0);
  return labels.unsqueeze(0);
}

}  // namespace

torch::Tensor segmentation_loss(const torch::Tensor& logits, const torch::Tensor& labels) {
  const auto options = torch::nn::functional::CrossEntropyFuncOptions().ignore_index(kVoid);
  return torch::nn::functional::cross_entropy(logits, labels.to(torch::kLong), options);
}

torch::Tensor prototype_alignment_loss(const torch::Tensor& query_features,
                                       const torch::Tensor& query_logits,
                                       const SupportSet& support) {
  const int64_t ways = support.features.size(0), shots = support.features.size(1);
  const auto predicted = query_logits.argmax(1);
  const auto prototypes = prototypes_of_labels(query_features, predicted, 1 + ways);
  const auto pixels = torch::bincount(predicted.flatten(), {}, 1 + ways).cpu();

  auto loss = torch::zeros({}, query_logits.options());
  for (int64_t way = 0; way < ways; ++way) {
    if (pixels[1 + way].item<int64_t>() == 0) continue;
    const auto pair = torch::stack({prototypes[0], prototypes[1 + way]});
    const auto logits = upsample_logits(cosine_logits(support.features[way], pair),
                                        support.foreground.size(2), support.foreground.size(3));
    for (int64_t shot = 0; shot < shots; ++shot) {
      const auto labels =
          support_labels(support.foreground[way][shot], support.background[way][shot]);
      loss = loss + segmentation_loss(logits[shot].unsqueeze(0), labels);
    }
  }
  return loss / static_cast<double>(ways * shots);
}

torch::Tensor self_support_loss(const torch::Tensor& features, const torch::Tensor& foreground,
                                const torch::Tensor& background) {
  const auto prototypes = torch::stack(
      {masked_average_pooling(features, background), masked_average_pooling(features, foreground)},
      1);  // N x 2 x D
  const auto has_both =
      foreground.flatten(1).any(1).logical_and(background.flatten(1).any(1)).cpu();
  auto loss = torch::zeros({}, prototypes.options());
  int64_t pictures = 0;
  for (int64_t i = 0; i < features.size(0); ++i) {
    if (!has_both[i].item<bool>()) continue;
    const auto logits = upsample_logits(cosine_logits(features[i].unsqueeze(0), prototypes[i]),
                                        foreground.size(1), foreground.size(2));
    loss = loss + segmentation_loss(logits, support_labels(foreground[i], background[i]));
    ++pictures;
  }
  return loss / static_cast<double>(std::max<int64_t>(1, pictures));
}

}  // namespace panet
