#include "panet/dataset/fold.h"

#include <numeric>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using testing::ElementsAre;

TEST(FourFolds, OfPascalAreFiveClassesInOrderEach) {
  const auto folds = four_folds(20, FoldOrder::kConsecutive);
  ASSERT_EQ(folds.size(), 4u);
  EXPECT_EQ(folds[0].name, "1");
  EXPECT_EQ(folds[3].name, "4");
  EXPECT_THAT(folds[0].classes, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(folds[3].classes, ElementsAre(15, 16, 17, 18, 19));
}

TEST(FourFolds, InterleavedTakeEveryFourthClass) {
  const auto folds = four_folds(80, FoldOrder::kInterleaved);
  EXPECT_EQ(folds[0].classes.size(), 20u);
  EXPECT_EQ(folds[0].classes[1], 4u);
  EXPECT_EQ(folds[1].classes[0], 1u);
  EXPECT_EQ(folds[3].classes.back(), 79u);
}

TEST(FourFolds, ShareAllClassesOutOnce) {
  for (const auto order : {FoldOrder::kConsecutive, FoldOrder::kInterleaved}) {
    std::vector<std::size_t> seen;
    for (const auto& fold : four_folds(80, order))
      seen.insert(seen.end(), fold.classes.begin(), fold.classes.end());
    std::sort(seen.begin(), seen.end());
    std::vector<std::size_t> all(80);
    std::iota(all.begin(), all.end(), std::size_t{0});
    EXPECT_EQ(seen, all);
  }
}

TEST(FourFolds, RefuseClassesThatCannotBeSharedOutEqually) {
  for (const std::size_t count : {0, 1, 21})
    EXPECT_THAT(error_of([&] { four_folds(count, FoldOrder::kConsecutive); }),
                Tells(std::to_string(count) + " classes", "four equal folds"));
}

TEST(FoldOfAll, HasEveryClass) {
  const auto fold = fold_of_all(3);
  EXPECT_EQ(fold.name, "all");
  EXPECT_THAT(fold.classes, ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace panet
