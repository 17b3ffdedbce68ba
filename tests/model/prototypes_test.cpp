#include "model/prototypes.h"

#include "maps.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

TEST(MeanOfShots, GivesEachClassTheSameShareOfTheBackgroundWhateverItsShots) {
  const std::vector<std::vector<float>> one = {{1, 0}}, three = {{5, 1}, {6, 2}, {7, 3}};
  const auto prototypes = mean_of_shots(
      {{.foreground = one, .background = one}, {.foreground = three, .background = three}});
  const auto expected = test::written<Map<float>>({{3.5f, 1}, {1, 0}, {6, 2}});
  EXPECT_LT(test::max_difference(prototypes.all(), expected.all()), 1e-6);
}

}  // namespace
}  // namespace panet
