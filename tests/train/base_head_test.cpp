#include "train/base_head.h"

#include <cmath>

#include "maps.h"
#include "panet/image/void_label.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::ToyDataset;
using test::written;

TrainingData toys(std::vector<Fold> folds) {
  return {.dataset = std::make_unique<ToyDataset>(3, 1),
          .folds = std::move(folds),
          .fingerprint = "toys"};
}

TEST(BaseHead, HasAPrototypeForEachClassAndTheBackgroundOfEachFold) {
  const auto data = toys({{.name = "a", .classes = {0, 1}}, {.name = "b", .classes = {2}}});
  const BaseHead head(data, 1024, 7, torch::kCPU);
  EXPECT_EQ(head.prototypes()[0].sizes(), (std::vector<int64_t>{3, 1024}));
  EXPECT_EQ(head.prototypes()[1].sizes(), (std::vector<int64_t>{2, 1024}));
  EXPECT_TRUE(head.prototypes()[1].requires_grad());
  EXPECT_NEAR(head.prototypes()[0][0].norm().item<double>(), 1, 0.1);
  const auto tensors = head.tensors();
  EXPECT_EQ(tensors.size(), 2U);
  EXPECT_TRUE(tensors.at("base_head.1").is_same(head.prototypes()[1]));
}

TEST(BaseHead, BeginsTheSameForASeed) {
  const auto data = toys({fold_of_all(3)});
  const auto first = [&](uint64_t seed) {
    return BaseHead(data, 8, seed, torch::kCPU).prototypes()[0];
  };
  EXPECT_TRUE(first(7).equal(first(7)));
  EXPECT_FALSE(first(7).equal(first(8)));
}

// They are what torch::manual_seed() would give, so that the losses of a seed stay the same.
TEST(BaseHead, LeavesTheRandomNumbersOfOthersAlone) {
  torch::manual_seed(7);
  const auto expected = torch::randn({4, 8}) / std::sqrt(8.0);
  torch::manual_seed(1);
  const auto other = torch::randn({3});
  torch::manual_seed(1);
  EXPECT_TRUE(BaseHead(toys({fold_of_all(3)}), 8, 7, torch::kCPU).prototypes()[0].equal(expected));
  EXPECT_TRUE(torch::randn({3}).equal(other));
}

TEST(BaseHead, HasNoRoomForMoreClassesThanAByteCounts) {
  const TrainingData data = {.dataset = std::make_unique<ToyDataset>(255, 1),
                             .folds = {fold_of_all(255)},
                             .fingerprint = ""};
  EXPECT_THAT(error_of([&] { BaseHead(data, 4, 1, torch::kCPU); }),
              Tells("base.weight", "255 classes", "254", "data.classes"));
}

TEST(BaseLabels, TellBaseClassesBackgroundAndWhatIsNotTrainedOn) {
  PictureLabels labels = {.size = {1, 5}};
  labels.masks[4] = written<Mask>({{1, 1, 0, 0, 0}});
  labels.masks[9] = written<Mask>({{0, 1, 1, 0, 0}});  // to be left out
  labels.void_pixels = written<Mask>({{0, 0, 0, 1, 0}});
  EXPECT_EQ(base_labels(labels, {2, 4}), written<Labels>({{2, 2, kVoid, kVoid, 0}}));
}

}  // namespace
}  // namespace panet
