// What strangers send to the port where ranks meet, before and while they work.
#include <atomic>
#include <deque>
#include <future>
#include <random>
#include <thread>

#include "started_ranks.h"
#include "stranger.h"
#include "support.h"

namespace panet {
namespace {

using test::does_somebody_listen;
using test::StartedRanks;
using test::strange_bytes;
using test::Stranger;
using test::Tells;

constexpr const char* kSecret = "a secret of these tests";

int port_of(const StartedRanks& ranks) {
  return std::stoi(ranks.port());
}

void start_first(StartedRanks& ranks) {
  ranks.start(0);
  for (int i = 0; i < 3000 && !does_somebody_listen("127.0.0.1", port_of(ranks)); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void expect_both_succeed(StartedRanks& ranks, const std::string& output) {
  for (const int rank : {0, 1}) {
    EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
    EXPECT_THAT(ranks.output(rank), Tells(output));
    EXPECT_EQ(ranks.error(rank), "");
  }
}

TEST(Strangers, AtTheMeetingDoNotHinderIt) {
  StartedRanks ranks("collectives", 2);
  start_first(ranks);
  std::deque<Stranger> strangers;
  for (const auto& bytes : strange_bytes()) strangers.emplace_back(port_of(ranks)).send(bytes);
  for (int i = 0; i < 100; ++i) strangers.emplace_back(port_of(ranks));  // say nothing
  ranks.start(1);
  expect_both_succeed(ranks, "floats 3 3 3 3 3 3\n");
}

// As fast as it goes, some of random bytes. → how many came.
int hammer(int port, const std::atomic<bool>& is_over) {
  std::mt19937 random(1);
  int came = 0;
  std::deque<Stranger> strangers;
  while (!is_over) try {
      const auto kind = random() % (strange_bytes().size() + 1);
      std::string noise(random() % 200, '\0');
      for (auto& byte : noise) byte = static_cast<char>(random());
      strangers.emplace_back(port).send(kind < strange_bytes().size() ? strange_bytes()[kind]
                                                                      : noise);
      ++came;
      if (strangers.size() > 50) strangers.pop_front();
    } catch (const std::exception&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));  // nobody listens yet, or any more
    }
  return came;
}

TEST(Strangers, WhoHammerThePortChangeNothing) {
  StartedRanks ranks("many_sums", 2, {{"PANET_RANK_SECRET", kSecret}});
  std::atomic<bool> is_over = false;
  auto strangers = std::async(std::launch::async, [&] { return hammer(port_of(ranks), is_over); });
  ranks.start_all();
  expect_both_succeed(ranks, "sums 6000\n");
  is_over = true;
  EXPECT_GT(strangers.get(), 100);
}

TEST(Strangers, DoNotKeepTheFirstRankFromSayingWhoIsMissing) {
  StartedRanks ranks("collectives", 2, {{"MEETING_MS", "1500"}});
  start_first(ranks);
  std::deque<Stranger> strangers;
  for (const auto& bytes : strange_bytes()) strangers.emplace_back(port_of(ranks)).send(bytes);
  EXPECT_EQ(ranks.exit_code(0), 1);
  EXPECT_THAT(ranks.error(0), Tells("of 2 ranks, 1 did not come to 127.0.0.1:", "rank 1; ",
                                    "came without the secret"));
}

TEST(Secret, TheSameForAllLetsThemMeet) {
  StartedRanks ranks("collectives", 2, {{"PANET_RANK_SECRET", kSecret}});
  ranks.start_all();
  expect_both_succeed(ranks, "floats 3 3 3 3 3 3\n");
}

TEST(Secret, AnotherOneIsTold) {
  StartedRanks ranks("collectives", 2,
                     {{"MEETING_MS", "3000"}, {"PANET_RANK_SECRET", "a secret of another job"}});
  ranks.start(0);
  ranks.set("PANET_RANK_SECRET", kSecret);
  ranks.start(1);
  for (const int rank : {0, 1}) EXPECT_EQ(ranks.exit_code(rank), 1);
  EXPECT_THAT(ranks.error(0), Tells("did not come", "1 came without the secret"));
  EXPECT_THAT(ranks.error(1), Tells("another secret than rank 1"));
}

}  // namespace
}  // namespace panet
