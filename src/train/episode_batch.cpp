#include "train/episode_batch.h"

namespace panet {
namespace {

using Member = torch::Tensor TrainingEpisode::*;

std::vector<torch::Tensor> each(const std::vector<TrainingEpisode>& episodes, Member member) {
  std::vector<torch::Tensor> tensors;
  for (const auto& episode : episodes) tensors.push_back(episode.*member);
  return tensors;
}

torch::Tensor stacked(const std::vector<TrainingEpisode>& episodes, Member member) {
  const auto tensors = each(episodes, member);
  return tensors.size() == 1 ? tensors.front().unsqueeze(0) : torch::stack(tensors);
}

}  // namespace

EpisodeBatch batch_of(const std::vector<TrainingEpisode>& episodes) {
  const auto images = each(episodes, &TrainingEpisode::images);
  EpisodeBatch batch = {.images = images.size() == 1 ? images.front() : torch::cat(images),
                        .foreground = stacked(episodes, &TrainingEpisode::foreground),
                        .background = stacked(episodes, &TrainingEpisode::background),
                        .labels = stacked(episodes, &TrainingEpisode::labels),
                        .base_labels = {},
                        .folds = {}};
  if (episodes.front().base_labels.defined())
    batch.base_labels = stacked(episodes, &TrainingEpisode::base_labels);
  for (const auto& episode : episodes) batch.folds.push_back(episode.fold);
  return batch;
}

}  // namespace panet
