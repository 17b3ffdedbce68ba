#include "app/torch/paper_formulas.h"

#include <torch/nn/init.h>

#include <array>

#include "train/loss/losses.h"

namespace panet::bench {
namespace {

struct Block {
  int convolutions, channels, dilation, pool_stride;  // no pool: 0
};
constexpr std::array<Block, 5> kVgg16 = {
    {{2, 64, 1, 2}, {2, 128, 1, 2}, {3, 256, 1, 2}, {3, 512, 1, 1}, {3, 512, 2, 0}}};

std::vector<torch::Tensor> random_parameters() {
  std::vector<torch::Tensor> parameters;
  int64_t in_channels = 3;
  for (const auto& block : kVgg16) {
    for (int i = 0; i < block.convolutions; ++i) {
      auto weight = torch::empty({block.channels, in_channels, 3, 3});
      torch::nn::init::kaiming_normal_(weight);
      parameters.push_back(weight.requires_grad_());
      parameters.push_back(torch::zeros(block.channels).requires_grad_());
      in_channels = block.channels;
    }
  }
  return parameters;
}

torch::Tensor upsampled(const torch::Tensor& maps, int64_t size) {
  return at::upsample_bilinear2d(maps, {size, size}, /*align_corners=*/false);
}

// eq. 1 and 2: features 1 x D x h x w, mask S x S → D
torch::Tensor mean_under(const torch::Tensor& features, const torch::Tensor& mask) {
  const auto weights = mask.to(torch::kFloat32);
  const auto at_size_of_mask = upsampled(features, mask.size(0));
  return (at_size_of_mask * weights).sum({0, 2, 3}) / (weights.sum() + 1e-5);
}

// eq. 3: features N x D x h x w, prototypes → N x P x h x w
torch::Tensor similarities(const torch::Tensor& features,
                           const std::vector<torch::Tensor>& prototypes) {
  std::vector<torch::Tensor> maps;
  for (const auto& prototype : prototypes)
    maps.push_back(20 * torch::cosine_similarity(features, prototype.view({1, -1, 1, 1}), 1, 1e-8));
  return torch::stack(maps, 1);
}

// At the resolution of the features, which hold the supports first.
torch::Tensor query_logits(const torch::Tensor& features, const TrainingEpisode& episode) {
  const auto ways = episode.foreground.size(0), shots = episode.foreground.size(1);
  std::vector<torch::Tensor> prototypes(1), backgrounds;
  for (int64_t way = 0; way < ways; ++way) {
    std::vector<torch::Tensor> foregrounds;
    for (int64_t shot = 0; shot < shots; ++shot) {
      const auto support = features[way * shots + shot].unsqueeze(0);
      foregrounds.push_back(mean_under(support, episode.foreground[way][shot]));
      backgrounds.push_back(mean_under(support, episode.background[way][shot]));
    }
    prototypes.push_back(torch::stack(foregrounds).mean(0));
  }
  prototypes[0] = torch::stack(backgrounds).mean(0);
  return similarities(features.slice(0, ways * shots), prototypes);
}

// Eq. 5 for the pictures of one episode.
torch::Tensor loss_of(const torch::Tensor& logits, const torch::Tensor& labels) {
  return segmentation_loss(logits.unsqueeze(0), labels.unsqueeze(0))[0];
}

// Sec. 3.4: the query and its prediction segment one support.
torch::Tensor alignment_loss(const torch::Tensor& query, const torch::Tensor& logits,
                             const torch::Tensor& support, const torch::Tensor& foreground) {
  const auto predicted = logits.argmax(1, /*keepdim=*/true);
  std::vector<torch::Tensor> prototypes;
  for (const int label : {0, 1}) {
    const auto mask = predicted.eq(label).to(torch::kFloat32);
    prototypes.push_back((query * mask).sum({0, 2, 3}) / (mask.sum() + 1e-5));
  }
  const auto maps = upsampled(similarities(support, prototypes), foreground.size(0));
  return loss_of(maps, foreground.unsqueeze(0));
}

}  // namespace

PaperFormulas::PaperFormulas()
    : parameters_(random_parameters()),
      optimizer_(parameters_, torch::optim::SGDOptions(1e-3).momentum(0.9).weight_decay(5e-4)) {}

torch::Tensor PaperFormulas::encoded(const torch::Tensor& images) const {
  auto features = images.contiguous();
  auto parameter = parameters_.begin();
  for (const auto& block : kVgg16) {
    for (int i = 0; i < block.convolutions; ++i) {
      const auto& weight = *parameter++;
      const auto& bias = *parameter++;
      features = torch::conv2d(features, weight, bias, 1, block.dilation, block.dilation);
      if (parameter != parameters_.end()) features = torch::relu(features);
    }
    if (block.pool_stride > 0) features = torch::max_pool2d(features, 3, block.pool_stride, 1);
  }
  return features;
}

torch::Tensor PaperFormulas::segment(const TrainingEpisode& episode) const {
  const torch::NoGradGuard no_grad;
  const auto features = encoded(episode.images);
  return upsampled(query_logits(features, episode), episode.labels.size(1));
}

double PaperFormulas::train(const TrainingEpisode& episode) {
  const auto ways = episode.foreground.size(0), shots = episode.foreground.size(1);
  const auto features = encoded(episode.images);
  const auto query = features.slice(0, ways * shots);
  const auto logits = query_logits(features, episode);
  auto loss = loss_of(upsampled(logits, episode.labels.size(1)), episode.labels);
  for (int64_t way = 0; way < ways; ++way)
    for (int64_t shot = 0; shot < shots; ++shot) {
      const auto pair = logits.index_select(1, torch::tensor({int64_t{0}, way + 1}));
      loss = loss + alignment_loss(query, pair, features[way * shots + shot].unsqueeze(0),
                                   episode.foreground[way][shot]) /
                        static_cast<double>(ways * shots);
    }
  optimizer_.zero_grad();
  loss.backward();
  optimizer_.step();
  return loss.item<double>();
}

}  // namespace panet::bench
