#include <fmt/format.h>

#include <limits>
#include <map>

#include "panet/segment/picture_list.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;

auto IsShard(int64_t index, int64_t count) {
  return AllOf(Field(&Shard::index, index), Field(&Shard::count, count));
}

std::vector<std::string> names_of(const std::vector<ListedPicture>& pictures) {
  std::vector<std::string> names;
  for (const ListedPicture& picture : pictures) names.push_back(picture.name.string());
  return names;
}

TEST(Shard, TakesEveryNthPicture) {
  const auto pictures = list_pictures({"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"});
  EXPECT_THAT(names_of(share_of(pictures, {0, 2})), ElementsAre("a", "c", "e"));
  EXPECT_THAT(names_of(share_of(pictures, {1, 2})), ElementsAre("b", "d"));
  EXPECT_THAT(names_of(share_of(pictures, {0, 1})), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(names_of(share_of(pictures, {7, 9})), ElementsAre()) << "more shares than pictures";
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(names_of(share_of(pictures, {4, kMost})), ElementsAre("e"));
  EXPECT_THAT(error_of([&] { share_of(pictures, {2, 2}); }), Tells("2/2", "0 <= I < N"));
}

TEST(Shard, IsWrittenAsIndexSlashCount) {
  EXPECT_THAT(parse_shard("0/1"), IsShard(0, 1));
  EXPECT_THAT(parse_shard("3/4"), IsShard(3, 4));
}

TEST(Shard, OtherTextIsTold) {
  for (const char* text : {"", "1", "/", "1/", "/2", "4/4", "-1/4", "0/0", "0/-1", "1/2/3", " 1/2",
                           "1/2 ", "a/b", "1/99999999999999999999", "1.0/2"})
    EXPECT_THAT(error_of([&] { parse_shard(text); }),
                Tells(fmt::format("\"{}\"", text), "0 <= I < N", "0/4"));
}

// What a cluster puts into the environment.
std::optional<Shard> shard_in(const std::map<std::string, std::string>& environment) {
  return shard_of_environment([&](const std::string& name) -> std::optional<std::string> {
    const auto variable = environment.find(name);
    return variable == environment.end() ? std::nullopt : std::optional(variable->second);
  });
}

std::string error_in(const std::map<std::string, std::string>& environment) {
  return error_of([&] { shard_in(environment); });
}

TEST(Shard, OutsideOfAClusterThereIsNone) {
  EXPECT_EQ(shard_in({{"HOME", "/"}}), std::nullopt);
}

TEST(Shard, ASlurmArrayCountsFromItsFirstTaskInItsSteps) {
  EXPECT_THAT(*shard_in({{"SLURM_ARRAY_TASK_ID", "3"}, {"SLURM_ARRAY_TASK_COUNT", "4"}}),
              IsShard(3, 4));
  EXPECT_THAT(*shard_in({{"SLURM_ARRAY_TASK_ID", "14"},  // --array=10-16:2
                         {"SLURM_ARRAY_TASK_MIN", "10"},
                         {"SLURM_ARRAY_TASK_MAX", "16"},
                         {"SLURM_ARRAY_TASK_STEP", "2"},
                         {"SLURM_ARRAY_TASK_COUNT", "4"}}),
              IsShard(2, 4));
}

TEST(Shard, SlurmArraysWithoutEvenSharesAreTold) {
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "3"}}), Tells("SLURM_ARRAY_TASK_COUNT", "I/N"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "4"}, {"SLURM_ARRAY_TASK_COUNT", "4"}}),
              Tells("task 4", "--array=0-3"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "0"}, {"SLURM_ARRAY_TASK_COUNT", "0"}}),
              Tells("task 0"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "1"},
                        {"SLURM_ARRAY_TASK_MIN", "2"},
                        {"SLURM_ARRAY_TASK_COUNT", "4"}}),
              Tells("task 1", "from 2"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "3"},
                        {"SLURM_ARRAY_TASK_STEP", "2"},
                        {"SLURM_ARRAY_TASK_COUNT", "4"}}),
              Tells("task 3", "steps of 2"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "0"},
                        {"SLURM_ARRAY_TASK_STEP", "0"},
                        {"SLURM_ARRAY_TASK_COUNT", "4"}}),
              Tells("steps of 0"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID",
                         "1"},  // --array=1,2,7: share 1 of 3 would go to 2, share 2 to nobody
                        {"SLURM_ARRAY_TASK_MIN", "1"},
                        {"SLURM_ARRAY_TASK_MAX", "7"},
                        {"SLURM_ARRAY_TASK_COUNT", "3"}}),
              Tells("task 1", "3 tasks", "--array=0-2"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "one"}}),
              Tells("SLURM_ARRAY_TASK_ID=\"one\"", "whole number"));
  EXPECT_THAT(error_in({{"SLURM_ARRAY_TASK_ID", "-1"}}), Tells("SLURM_ARRAY_TASK_ID=\"-1\""));
}

TEST(Shard, AnIndexedKubernetesJobNeedsItsCount) {
  EXPECT_THAT(*shard_in({{"JOB_COMPLETION_INDEX", "2"}, {"JOB_COMPLETIONS", "3"}}), IsShard(2, 3));
  EXPECT_THAT(error_in({{"JOB_COMPLETION_INDEX", "2"}}),
              Tells("JOB_COMPLETIONS", ".spec.completions"));
  EXPECT_THAT(error_in({{"JOB_COMPLETION_INDEX", "3"}, {"JOB_COMPLETIONS", "3"}}),
              Tells("JOB_COMPLETION_INDEX=3", "JOB_COMPLETIONS=3"));
  EXPECT_THAT(error_in({{"JOB_COMPLETION_INDEX", "3"}, {"JOB_COMPLETIONS", ""}}),
              Tells("JOB_COMPLETIONS=\"\""));
}

}  // namespace
}  // namespace panet
