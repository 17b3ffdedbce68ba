#include "eval/shared_episodes.h"

#include <algorithm>
#include <bit>

namespace panet {
namespace {

// Episodes of one process in a portion. They wait for each other after each portion: few make for
// much waiting, many for a late end where one is interrupted.
constexpr std::size_t kPortionOfPeer = 16;

// The portions of a run, one after the other.
class Portions {
 public:
  // presences: at most so many of each episode.
  Portions(const std::vector<Episode>& episodes, int ways, std::size_t presences, Peers& peers,
           const Evaluator::OnEpisode& on_episode)
      : episodes_(episodes.size()),
        of_peer_(peers.size() == 1 ? 1 : kPortionOfPeer),
        classes_(1 + static_cast<std::size_t>(ways)),
        presences_(presences),
        peers_(peers),
        on_episode_(on_episode),
        numbers_(size() * numbers_of_episode()) {}

  bool is_through() const { return stopped_ || begin_ >= episodes_; }
  bool is_stopped() const { return stopped_; }

  // An episode of this process, by its number in the run.
  void put(std::size_t episode, const EpisodeOutcome& outcome) {
    int64_t* slot = &numbers_[slot_of(episode)];
    for (const auto& of_class : outcome.counts) {
      *slot++ = of_class.intersection;
      *slot++ = of_class.union_;
    }
    for (const auto& [presence, is_there] : outcome.presences) {
      *slot++ = std::bit_cast<int64_t>(presence);
      *slot++ = is_there ? kThere : kNotThere;
    }
    if (++own_ == of_peer_) share();
  }

  // Gives everyone the whole portion and begins the next one.
  void share() {
    peers_.sum(numbers_);  // what is another's is zero here
    stopped_ = peers_.any(!hand_out());
    std::ranges::fill(numbers_, 0);
    begin_ += size();
    own_ = 0;
  }

 private:
  std::size_t size() const { return of_peer_ * static_cast<std::size_t>(peers_.size()); }
  std::size_t numbers_of_episode() const { return 2 * (classes_ + presences_); }
  std::size_t slot_of(std::size_t episode) const {
    return (episode - begin_) * numbers_of_episode();
  }

  bool hand_out() const {
    const std::size_t end = std::min(begin_ + size(), episodes_);
    for (std::size_t episode = begin_; episode < end; ++episode)
      if (!on_episode_(
              {.index = episode, .counts = counts_of(episode), .presences = presences_of(episode)}))
        return false;
    return true;
  }

  std::vector<IouCounts> counts_of(std::size_t episode) const {
    const int64_t* slot = &numbers_[slot_of(episode)];
    std::vector<IouCounts> counts;
    for (std::size_t c = 0; c < classes_; ++c, slot += 2)
      counts.push_back({.intersection = slot[0], .union_ = slot[1]});
    return counts;
  }

  // An episode may have fewer queries than others: what nobody put there is zero.
  std::vector<FoundPresence> presences_of(std::size_t episode) const {
    const int64_t* slot = numbers_.data() + slot_of(episode) + 2 * classes_;
    std::vector<FoundPresence> presences;
    for (std::size_t i = 0; i < presences_ && slot[1] != 0; ++i, slot += 2)
      presences.push_back(
          {.presence = std::bit_cast<double>(slot[0]), .is_there = slot[1] == kThere});
    return presences;
  }

  static constexpr int64_t kThere = 1, kNotThere = 2;

  const std::size_t episodes_, of_peer_, classes_, presences_;
  Peers& peers_;
  const Evaluator::OnEpisode& on_episode_;
  // Of each episode of the portion: class x (intersection, union), then presence x (its bits,
  // whether the class is there).
  std::vector<int64_t> numbers_;
  std::size_t begin_ = 0, own_ = 0;
  bool stopped_ = false;
};

std::size_t most_presences(const Evaluator& evaluator, const std::vector<Episode>& episodes) {
  std::size_t most = 0;
  if (evaluator.options().presence)
    for (const auto& episode : episodes)
      most = std::max(most, episode.queries.size() * episode.classes.size());
  return most;
}

}  // namespace

bool evaluate_shared(Evaluator& evaluator, const std::vector<Episode>& episodes, int ways,
                     const SupportAnnotationOptions& annotation, Peers& peers,
                     const Evaluator::OnEpisode& on_episode) {
  const auto rank = static_cast<std::size_t>(peers.rank());
  const auto size = static_cast<std::size_t>(peers.size());
  std::vector<Episode> own;
  for (std::size_t i = rank; i < episodes.size(); i += size) own.push_back(episodes[i]);
  Portions portions(episodes, ways, most_presences(evaluator, episodes), peers, on_episode);
  evaluator.evaluate(own, annotation, [&](const EpisodeOutcome& outcome) {
    portions.put(rank + outcome.index * size, outcome);
    return !portions.is_stopped();
  });
  while (!portions.is_through()) portions.share();  // the last one may not be full
  return !portions.is_stopped();
}

}  // namespace panet
