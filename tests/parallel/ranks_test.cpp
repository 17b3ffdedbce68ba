#include "panet/parallel/ranks.h"

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "started_ranks.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::StartedRanks;
using test::Tells;

TEST(Ranks, OneAloneHasNothingToDo) {
  Ranks ranks;
  EXPECT_EQ(ranks.size(), 1);
  EXPECT_EQ(ranks.local_size(), 1);
  EXPECT_TRUE(ranks.is_first());
  const auto tensor = torch::full({2}, 3.0F);
  ranks.sum(tensor);
  ranks.start_sum(tensor).wait();
  ranks.broadcast(tensor);
  ranks.barrier();
  EXPECT_TRUE(tensor.equal(torch::full({2}, 3.0F)));
  EXPECT_TRUE(ranks.any(true));
  EXPECT_FALSE(ranks.any(false));
}

TEST(Ranks, RefuseTensorsThatCannotTravel) {
  Ranks ranks;
  EXPECT_THAT(error_of([&] { ranks.sum(torch::zeros({4, 4}).narrow(1, 0, 2)); }), Tells("gaps"));
  EXPECT_THAT(error_of([&] { ranks.broadcast(torch::zeros({4}, torch::kBFloat16)); }),
              Tells("BFloat16"));
}

void expect_all_succeed(StartedRanks& ranks, int size) {
  for (int rank = 0; rank < size; ++rank) EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
}

TEST(Ranks, SumBroadcastAndAny) {
  StartedRanks ranks("collectives", 3);
  ranks.start_all();
  expect_all_succeed(ranks, 3);
  for (int rank = 0; rank < 3; ++rank)
    EXPECT_THAT(ranks.output(rank),
                Tells("floats 6 6 6 6 6 6\n", "integers 3458764513820540931\n", "broadcast 0\n",
                      "any true false\n", "pending 3 3\n",
                      rank == 0 ? "first true local 3\n" : "first false local 3\n"));
}

TEST(Ranks, WhoIsThroughWaitsForTheOthers) {
  StartedRanks ranks("part_late", 3);
  ranks.start_all();
  expect_all_succeed(ranks, 3);
  for (int rank = 0; rank < 3; ++rank) EXPECT_EQ(ranks.error(rank), "");
}

// Rank `victim` of three gets the signal in the middle of its work; the others end, and say so.
void expect_the_others_end(const std::string& work, int victim, int signal,
                           const std::string& why) {
  StartedRanks ranks(work, 3);
  ranks.start_all();
  ranks.await("under way");
  ranks.send(victim, signal);
  for (int rank = 0; rank < 3; ++rank) {
    if (rank == victim) continue;
    EXPECT_EQ(ranks.exit_code(rank), 1);
    EXPECT_THAT(ranks.error(rank),
                Tells(fmt::format("rank {} of 3 is lost: ", victim), why, "Start again."));
  }
}

TEST(LostRank, KilledWhileTheOthersWaitForIt) {
  expect_the_others_end("loop_of_sums", 1, SIGKILL, "no sign of life");
}

TEST(LostRank, StoppedWhileTheOthersWaitForIt) {
  expect_the_others_end("loop_of_sums", 1, SIGSTOP, "no sign of life for 4 s");
}

TEST(LostRank, KilledWhileTheOthersCompute) {
  expect_the_others_end("loop_alone", 2, SIGKILL, "no sign of life for 4 s");
}

TEST(LostRank, StoppedWhileTheOthersCompute) {
  expect_the_others_end("loop_alone", 2, SIGSTOP, "no sign of life for 4 s");
}

TEST(LostRank, TheFirstKilled) {
  expect_the_others_end("loop_of_sums", 0, SIGKILL, "its connection broke");
}

TEST(LostRank, TheFirstStopped) {
  expect_the_others_end("loop_of_sums", 0, SIGSTOP, "no sign of life for 4 s");
}

TEST(LostRank, ThatResumesTooLateEndsToo) {
  StartedRanks ranks("loop_alone", 2);
  ranks.start_all();
  ranks.await("under way");
  ranks.send(1, SIGSTOP);
  EXPECT_EQ(ranks.exit_code(0), 1);
  ranks.send(1, SIGCONT);
  EXPECT_EQ(ranks.exit_code(1), 1);
  EXPECT_THAT(ranks.error(1), Tells("is lost"));
}

TEST(LostRank, AllStoppedForAWhileAreNotLost) {
  StartedRanks ranks("loop_alone", 2);
  ranks.start_all();
  ranks.await("under way");
  for (const int signal : {SIGSTOP, SIGCONT}) {
    for (const int rank : {0, 1}) ranks.send(rank, signal);
    std::this_thread::sleep_for(std::chrono::seconds(6));
  }
  EXPECT_EQ(ranks.error(0) + ranks.error(1), "");
}

TEST(LostRank, ThatIsCutOffEndsByAnErrorAndNoSignal) {
  StartedRanks ranks("cut_off", 2);
  ranks.start_all();
  for (const int rank : {0, 1}) {
    EXPECT_EQ(ranks.exit_code(rank), 1);
    EXPECT_THAT(ranks.error(rank), Tells("is lost: ", "Start again."));
  }
}

TEST(LostRank, AnErrorOfOneEndsAll) {
  StartedRanks ranks("error_of_one", 3);
  ranks.start_all();
  for (int rank = 0; rank < 3; ++rank) {
    EXPECT_EQ(ranks.exit_code(rank), 1);
    EXPECT_THAT(ranks.error(rank), Tells(rank == 1 ? "error: this picture is broken\n"
                                                   : "rank 1 of 3 ended with an error"));
  }
}

TEST(Meeting, TellsWhoIsMissing) {
  StartedRanks ranks("collectives", 4, {{"MEETING_MS", "8000"}});
  ranks.start(0);
  ranks.start(2);
  for (const int rank : {0, 2}) {
    EXPECT_EQ(ranks.exit_code(rank), 1);
    EXPECT_THAT(ranks.error(rank),
                Tells("of 4 ranks, 2 did not come to 127.0.0.1:", "within 8 s: rank 1, 3"));
  }
}

TEST(Meeting, TellsWhereRankZeroDoesNotAnswer) {
  StartedRanks ranks("collectives", 2, {{"MEETING_MS", "1000"}});
  ranks.start(1);
  EXPECT_EQ(ranks.exit_code(1), 1);
  EXPECT_THAT(ranks.error(1),
              Tells("rank 0 does not answer at 127.0.0.1:", "Connection refused", "MASTER_ADDR"));
}

TEST(Meeting, AMachineThatDoesNotExistIsTold) {
  StartedRanks ranks("collectives", 2,
                     {{"MEETING_MS", "1000"},
                      {"MASTER_ADDR", "nowhere.invalid"},
                      {"PANET_RANK_SECRET", "a secret of these tests"}});
  ranks.start(1);
  EXPECT_EQ(ranks.exit_code(1), 1);
  EXPECT_THAT(ranks.error(1), Tells("rank 0 does not answer at nowhere.invalid:"));
}

TEST(Meeting, APortInUseIsTold) {
  StartedRanks first("loop_alone", 2);
  first.start_all();
  first.await("under way");
  StartedRanks second("collectives", 2, {{"MASTER_PORT", first.port()}});
  second.start_all();
  for (const int rank : {0, 1}) EXPECT_EQ(second.exit_code(rank), 1);
  EXPECT_THAT(second.error(0), Tells("cannot listen at port " + first.port(), "MASTER_PORT"));
  EXPECT_THAT(second.error(1), Tells("rank 1 came to", "before", "another job"));
  EXPECT_EQ(first.error(0) + first.error(1), "");
}

TEST(Meeting, SizesThatDifferAreTold) {
  StartedRanks ranks("collectives", 2, {{"MEETING_MS", "5000"}});
  ranks.start(0);
  ranks.set("WORLD_SIZE", "3");
  ranks.start(1);
  EXPECT_EQ(ranks.exit_code(1), 1);
  EXPECT_THAT(ranks.error(1), Tells("rank 1 was started as one of 3", "as one of 2"));
}

}  // namespace
}  // namespace panet
