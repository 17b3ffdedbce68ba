#include "eval/shared_episodes.h"

#include <barrier>
#include <mutex>
#include <thread>

#include "panet/episode/absent_queries.h"
#include "scenes.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

constexpr int kPeers = 2;

// What two threads share that are peers of each other.
struct Table {
  std::barrier<> barrier{kPeers};
  std::mutex mutex;
  std::vector<int64_t> sums;
};

class PeerOfAThread : public Peers {
 public:
  PeerOfAThread(Table& table, int rank) : table_(table), rank_(rank) {}

  int rank() const override { return rank_; }
  int size() const override { return kPeers; }
  int local_rank() const override { return rank_; }
  int local_size() const override { return kPeers; }

  void sum(std::span<int64_t> numbers) override {
    {
      const std::lock_guard lock(table_.mutex);
      table_.sums.resize(numbers.size());
      for (std::size_t i = 0; i < numbers.size(); ++i) table_.sums[i] += numbers[i];
    }
    table_.barrier.arrive_and_wait();
    std::ranges::copy(table_.sums, numbers.begin());
    table_.barrier.arrive_and_wait();
    if (rank_ == 0) table_.sums.clear();
    table_.barrier.arrive_and_wait();
  }

  bool any(bool value) override {
    int64_t count = value ? 1 : 0;
    sum({&count, 1});
    return count > 0;
  }

 private:
  Table& table_;
  int rank_;
};

struct SharedEpisodes : testing::Test {
  SharedEpisodes() {
    episodes = EpisodeSampler(dataset, fold_of_all(4), {.ways = 2, .shots = 1}).episodes(45);
    draw_absent_queries(episodes, dataset, 0.5, 7);
    episodes[3].queries.push_back(episodes[4].queries[0]);  // an episode of two queries
  }

  std::vector<EpisodeOutcome> outcomes(Peers& peers) const {
    auto segmenter = test::colour_segmenter("colour", 64);
    Evaluator evaluator(segmenter, dataset, {.presence = true});
    std::vector<EpisodeOutcome> all;
    evaluate_shared(evaluator, episodes, 2, {}, peers, [&](const EpisodeOutcome& outcome) {
      all.push_back(outcome);
      return true;
    });
    return all;
  }

  test::ToyDataset dataset{4, 6};
  std::vector<Episode> episodes;
};

TEST_F(SharedEpisodes, GiveEachPeerTheOutcomesOfOneAlone) {
  NoPeers alone;
  const auto expected = outcomes(alone);
  ASSERT_EQ(expected.size(), episodes.size());
  Table table;
  std::vector<std::vector<EpisodeOutcome>> found(kPeers);
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < kPeers; ++rank)
      threads.emplace_back([&, rank] {
        PeerOfAThread peer(table, rank);
        found[static_cast<std::size_t>(rank)] = outcomes(peer);
      });
  }
  for (const auto& of_peer : found) {
    ASSERT_EQ(of_peer.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(of_peer[i].index, i);
      EXPECT_EQ(of_peer[i].counts, expected[i].counts);
      ASSERT_EQ(of_peer[i].presences.size(), 2 * episodes[i].queries.size());
      for (std::size_t p = 0; p < of_peer[i].presences.size(); ++p) {
        EXPECT_EQ(of_peer[i].presences[p].presence, expected[i].presences[p].presence);
        EXPECT_EQ(of_peer[i].presences[p].is_there, expected[i].presences[p].is_there);
      }
    }
  }
}

}  // namespace
}  // namespace panet
