#include "parallel/gradient_buckets.h"

#include "started_ranks.h"
#include "support.h"

namespace panet {
namespace {

using test::StartedRanks;
using test::Tells;

TEST(GradientBuckets, WithOneRankNothingHappens) {
  Ranks alone;
  const auto weight = torch::ones({3}, torch::TensorOptions().requires_grad(true));
  GradientBuckets buckets(alone, {weight});
  buckets.begin();
  (2 * weight).sum().backward();
  buckets.finish();
  EXPECT_TRUE(weight.grad().equal(torch::full({3}, 2.0F)));
  EXPECT_EQ(buckets.count(), 0u);
}

// Two backwards of which only the second is summed: of the gradients 4(r + 1) and 6(r + 1) on rank
// r the means are 6 and 9. Nothing reaches b, so the bucket of a, behind it, waits for finish().
TEST(GradientBuckets, LeaveTheMeanOverRanks) {
  StartedRanks ranks("gradients", 2);
  ranks.start_all();
  for (const int rank : {0, 1}) {
    EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
    const std::string step = "buckets 3 started 1\ngradients 6 6 6 6 | 0 0 0 | 9 9\n";
    EXPECT_EQ(ranks.output(rank), step + step);
  }
}

TEST(GradientBuckets, SumWhileBackwardGoesOn) {
  StartedRanks ranks("overlap", 2);
  ranks.start_all();
  for (const int rank : {0, 1}) {
    EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
    EXPECT_EQ(ranks.output(rank), "under way 3 of 4\n");
  }
}

TEST(GradientBuckets, OtherParametersThanRankZeroAreTold) {
  StartedRanks ranks("other_parameters", 2);
  ranks.start_all();
  for (const int rank : {0, 1}) EXPECT_EQ(ranks.exit_code(rank), 1);
  EXPECT_THAT(ranks.error(1), Tells("rank 1 has other parameters than rank 0"));
  EXPECT_THAT(ranks.error(0), Tells("rank 1 of 2 ended with an error"));
}

}  // namespace
}  // namespace panet
