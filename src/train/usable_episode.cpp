#include "train/usable_episode.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/not_enough_memory.h"
#include "image/mask.h"

namespace panet {
namespace {

// Goes through the pictures of one episode, way by way.
class Replacement {
 public:
  Replacement(const Dataset& dataset, const EpisodeSampler& sampler, std::size_t index,
              const UsePicture& use)
      : dataset_(dataset),
        sampler_(sampler),
        index_(index),
        use_(use),
        result_{.episode = sampler.episode(index), .left_out = {}} {}

  UsableEpisode all() {
    auto& episode = result_.episode;
    auto query = episode.queries.begin();
    for (std::size_t way = 0; way < episode.classes.size(); ++way) {
      begin(way);
      for (auto& support : episode.support[way]) replace(support, episode.classes[way]);
      for (std::size_t q = 0; q < sampler_.queries_of_way()[way]; ++q)
        replace(*query++, std::nullopt);
    }
    return std::move(result_);
  }

 private:
  void begin(std::size_t way) {
    way_ = way;
    left_out_before_ = result_.left_out.size();
    spares_.reset();
    next_spare_ = 0;
  }

  void replace(std::size_t& picture, std::optional<int> support_of) {
    while (!is_usable(picture, support_of)) picture = next_spare();
  }

  bool is_usable(std::size_t picture, std::optional<int> support_of) {
    try {
      use_(picture, support_of);
      return true;
    } catch (const NotEnoughMemory&) {
      throw;  // that is not the picture's fault, and may be different the next time
    } catch (const Error& error) {
      result_.left_out.push_back({.picture = picture, .reason = error.what()});
      return false;
    }
  }

  std::size_t next_spare() {
    if (!spares_) spares_ = sampler_.spares(index_, way_);
    if (next_spare_ == spares_->size()) fail();
    return (*spares_)[next_spare_++];
  }

  [[noreturn]] void fail() const {
    const auto& c = dataset_.class_of(result_.episode.classes[way_]);
    throw UnusablePicture(fmt::format(
        "class {}: at least {} of its {} picture(s) cannot be used, which leaves too few for an "
        "episode of {} shot(s) and {} query picture(s) of it; the first: {}",
        c.name, result_.left_out.size() - left_out_before_, c.pictures.size(),
        result_.episode.support[way_].size(), sampler_.queries_of_way()[way_],
        result_.left_out[left_out_before_].reason));
  }

  const Dataset& dataset_;
  const EpisodeSampler& sampler_;
  const std::size_t index_;
  const UsePicture& use_;
  UsableEpisode result_;
  std::size_t way_ = 0, left_out_before_ = 0, next_spare_ = 0;
  std::optional<std::vector<std::size_t>> spares_;  // of the way; drawn where one is needed
};

}  // namespace

std::set<int> seen_classes(const PictureLabels& labels) {
  std::set<int> seen;
  for (const auto& [id, mask] : labels.masks)
    if (any(mask)) seen.insert(id);
  return seen;
}

void require_seen(const Dataset& dataset, std::size_t picture, const std::set<int>& seen,
                  const std::vector<int>& classes) {
  if (std::ranges::any_of(classes, [&](int id) { return seen.contains(id); })) return;
  std::vector<std::string> names;
  for (const int id : classes) names.push_back(dataset.class_of(id).name);
  throw Error(fmt::format("{}: no pixel of its annotation is of {}",
                          dataset.picture_names()[picture], fmt::join(names, ", ")));
}

UsableEpisode usable_episode(const Dataset& dataset, const EpisodeSampler& sampler,
                             std::size_t index, const UsePicture& use) {
  return Replacement(dataset, sampler, index, use).all();
}

}  // namespace panet
