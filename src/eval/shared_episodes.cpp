#include "eval/shared_episodes.h"

#include <algorithm>

namespace panet {
namespace {

// Episodes of one process in a portion. They wait for each other after each portion: few make for
// much waiting, many for a late end where one is interrupted.
constexpr std::size_t kPortionOfPeer = 16;

// The portions of a run, one after the other.
class Portions {
 public:
  Portions(std::size_t episodes, int ways, Peers& peers, const Evaluator::OnEpisode& on_episode)
      : episodes_(episodes),
        of_peer_(peers.size() == 1 ? 1 : kPortionOfPeer),
        classes_(1 + static_cast<std::size_t>(ways)),
        peers_(peers),
        on_episode_(on_episode),
        counts_(size() * classes_ * 2) {}

  bool is_through() const { return stopped_ || begin_ >= episodes_; }
  bool is_stopped() const { return stopped_; }

  // An episode of this process, by its number in the run.
  void put(std::size_t episode, const std::vector<IouCounts>& counts) {
    int64_t* slot = &counts_[slot_of(episode)];
    for (const auto& of_class : counts) {
      *slot++ = of_class.intersection;
      *slot++ = of_class.union_;
    }
    if (++own_ == of_peer_) share();
  }

  // Gives everyone the whole portion and begins the next one.
  void share() {
    peers_.sum(counts_);  // what is another's is zero here
    stopped_ = peers_.any(!hand_out());
    std::ranges::fill(counts_, 0);
    begin_ += size();
    own_ = 0;
  }

 private:
  std::size_t size() const { return of_peer_ * static_cast<std::size_t>(peers_.size()); }
  std::size_t slot_of(std::size_t episode) const { return (episode - begin_) * classes_ * 2; }

  bool hand_out() const {
    const std::size_t end = std::min(begin_ + size(), episodes_);
    for (std::size_t episode = begin_; episode < end; ++episode)
      if (!on_episode_({.index = episode, .counts = counts_of(episode)})) return false;
    return true;
  }

  std::vector<IouCounts> counts_of(std::size_t episode) const {
    const int64_t* slot = &counts_[slot_of(episode)];
    std::vector<IouCounts> counts;
    for (std::size_t c = 0; c < classes_; ++c, slot += 2)
      counts.push_back({.intersection = slot[0], .union_ = slot[1]});
    return counts;
  }

  const std::size_t episodes_, of_peer_, classes_;
  Peers& peers_;
  const Evaluator::OnEpisode& on_episode_;
  std::vector<int64_t> counts_;  // episode of the portion x class x (intersection, union)
  std::size_t begin_ = 0, own_ = 0;
  bool stopped_ = false;
};

}  // namespace

bool evaluate_shared(Evaluator& evaluator, const std::vector<Episode>& episodes, int ways,
                     const SupportAnnotationOptions& annotation, Peers& peers,
                     const Evaluator::OnEpisode& on_episode) {
  const auto rank = static_cast<std::size_t>(peers.rank());
  const auto size = static_cast<std::size_t>(peers.size());
  std::vector<Episode> own;
  for (std::size_t i = rank; i < episodes.size(); i += size) own.push_back(episodes[i]);
  Portions portions(episodes.size(), ways, peers, on_episode);
  evaluator.evaluate(own, annotation, [&](const EpisodeOutcome& outcome) {
    portions.put(rank + outcome.index * size, outcome.counts);
    return !portions.is_stopped();
  });
  while (!portions.is_through()) portions.share();  // the last one may not be full
  return !portions.is_stopped();
}

}  // namespace panet
