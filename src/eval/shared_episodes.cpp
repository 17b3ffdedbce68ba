#include "panet/eval/shared_episodes.h"

#include <algorithm>

namespace panet {
namespace {

// Episodes of one rank in a portion. Ranks wait for each other after each portion: few make for
// much waiting, many for a late end where one rank is interrupted.
constexpr std::size_t kPortionOfRank = 16;

// The portions of a run, one after the other.
class Portions {
 public:
  Portions(std::size_t episodes, int ways, Ranks& ranks, const Evaluator::OnEpisode& on_episode)
      : episodes_(episodes),
        of_rank_(ranks.size() == 1 ? 1 : kPortionOfRank),
        ranks_(ranks),
        on_episode_(on_episode),
        counts_(torch::zeros({static_cast<int64_t>(size()), 1 + ways, 2}, torch::kInt64)) {}

  bool is_through() const { return stopped_ || begin_ >= episodes_; }
  bool is_stopped() const { return stopped_; }

  // An episode of this rank, by its number in the run.
  void put(std::size_t episode, const std::vector<IouCounts>& counts) {
    auto slots = counts_.accessor<int64_t, 3>()[static_cast<int64_t>(episode - begin_)];
    for (std::size_t c = 0; c < counts.size(); ++c) {
      slots[static_cast<int64_t>(c)][0] = counts[c].intersection;
      slots[static_cast<int64_t>(c)][1] = counts[c].union_;
    }
    if (++own_ == of_rank_) share();
  }

  // Gives every rank the whole portion and begins the next one.
  void share() {
    ranks_.sum(counts_);  // what is another's is zero here
    stopped_ = ranks_.any(!hand_out());
    counts_.zero_();
    begin_ += size();
    own_ = 0;
  }

 private:
  std::size_t size() const { return of_rank_ * static_cast<std::size_t>(ranks_.size()); }

  bool hand_out() const {
    const std::size_t end = std::min(begin_ + size(), episodes_);
    for (std::size_t episode = begin_; episode < end; ++episode)
      if (!on_episode_({.index = episode, .counts = counts_of(episode)})) return false;
    return true;
  }

  std::vector<IouCounts> counts_of(std::size_t episode) const {
    const auto slots = counts_.accessor<int64_t, 3>()[static_cast<int64_t>(episode - begin_)];
    std::vector<IouCounts> counts;
    for (int64_t c = 0; c < slots.size(0); ++c)
      counts.push_back({.intersection = slots[c][0], .union_ = slots[c][1]});
    return counts;
  }

  const std::size_t episodes_, of_rank_;
  Ranks& ranks_;
  const Evaluator::OnEpisode& on_episode_;
  torch::Tensor counts_;  // episode of the portion x class x (intersection, union)
  std::size_t begin_ = 0, own_ = 0;
  bool stopped_ = false;
};

}  // namespace

bool evaluate_shared(Evaluator& evaluator, const std::vector<Episode>& episodes, int ways,
                     const SupportAnnotationOptions& annotation, Ranks& ranks,
                     const Evaluator::OnEpisode& on_episode) {
  const auto rank = static_cast<std::size_t>(ranks.rank());
  const auto size = static_cast<std::size_t>(ranks.size());
  std::vector<Episode> own;
  for (std::size_t i = rank; i < episodes.size(); i += size) own.push_back(episodes[i]);
  Portions portions(episodes.size(), ways, ranks, on_episode);
  evaluator.evaluate(own, annotation, [&](const EpisodeOutcome& outcome) {
    portions.put(rank + outcome.index * size, outcome.counts);
    return !portions.is_stopped();
  });
  while (!portions.is_through()) portions.share();  // the last one may not be full
  return !portions.is_stopped();
}

}  // namespace panet
