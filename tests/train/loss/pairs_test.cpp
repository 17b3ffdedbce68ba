// What stands between features and masks is written twice: as loops over numbers, which inference
// runs, and of LibTorch's operators, which training derives. Both give the same.

#include "model/masked_average_pooling.h"
#include "model/prototypes.h"
#include "random_maps.h"
#include "support.h"
#include "tensors.h"
#include "train/loss/cosine_classifier.h"
#include "train/loss/masked_average_pooling.h"
#include "train/loss/prototypes.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

using test::max_difference;

struct Sizes {
  PictureSize features, mask;
  int64_t channels, prototypes;
};

Sizes random_sizes(test::Random& random) {
  const auto upto = [&](int64_t most) {
    return std::uniform_int_distribution<int64_t>(1, most)(random);
  };
  return {.features = {upto(40), upto(40)},
          .mask = {upto(200), upto(200)},
          .channels = upto(70),
          .prototypes = upto(6)};
}

// 1 x D x h x w.
torch::Tensor tensor_of(const Features& features) {
  return panet::tensor_of(test::values_of(features))
      .reshape({features.height(), features.width(), features.channels()})
      .permute({2, 0, 1})
      .unsqueeze(0);
}

// P x h x w.
torch::Tensor tensor_of(const MapStack& stack) {
  return torch::from_blob(const_cast<float*>(stack.all().data()),
                          {stack.maps(), stack.height(), stack.width()})
      .clone();
}

class Pairs : public testing::TestWithParam<Features::Type> {
 protected:
  // Calls compare(features, sizes) for several.
  template <typename Compare>
  void for_random_features(const Compare& compare) {
    for (int i = 0; i < 20; ++i) {
      const auto sizes = random_sizes(random_);
      SCOPED_TRACE(testing::Message() << sizes.features.height << " x " << sizes.features.width
                                      << " x " << sizes.channels << ", mask " << sizes.mask.height
                                      << " x " << sizes.mask.width);
      compare(test::random_features(random_, sizes.features, sizes.channels, GetParam()), sizes);
    }
  }

  test::Random random_{1};
};

TEST_P(Pairs, PoolAlike) {
  for_random_features([&](const Features& features, const Sizes& sizes) {
    const auto mask = test::random_mask(random_, sizes.mask, 0.4);
    const auto masks = tensor_view(mask).unsqueeze(0);
    EXPECT_LT(max_difference(tensor_view(transposed_bilinear_upsampling(mask, sizes.features)),
                             transposed_bilinear_upsampling(masks, sizes.features.height,
                                                            sizes.features.width)[0]),
              2e-3);  // sums of up to 40000 pixels
    EXPECT_LT(max_difference(torch::tensor(masked_average_pooling(features, mask)),
                             masked_average_pooling(tensor_of(features), masks)[0]),
              2e-5);
  });
}

TEST_P(Pairs, ClassifyAlike) {
  for_random_features([&](const Features& features, const Sizes& sizes) {
    const auto prototypes = test::random_map(random_, {sizes.prototypes, sizes.channels});
    const auto logits = cosine_logits(features, prototypes);
    const auto expected = cosine_logits(tensor_of(features), tensor_view(prototypes));
    EXPECT_LT(max_difference(tensor_of(logits), expected[0]), 2e-5);
    EXPECT_LT(
        max_difference(tensor_view(directions(prototypes)), directions(tensor_view(prototypes))),
        1e-6);
  });
}

TEST_P(Pairs, UpsampleAlike) {
  for_random_features([&](const Features& features, const Sizes& sizes) {
    const auto logits = test::random_stack(random_, sizes.prototypes, features.grid(), -20, 20);
    const auto expected =
        upsample_logits(tensor_of(logits).unsqueeze(0), sizes.mask.height, sizes.mask.width)[0];
    EXPECT_LT(max_difference(tensor_of(upsample_logits(logits.copy(), sizes.mask)), expected),
              5e-4);
  });
}

TEST_P(Pairs, LearnAlike) {
  for_random_features([&](const Features& first, const Sizes& sizes) {
    const auto second = test::random_features(random_, sizes.features, sizes.channels, GetParam());
    std::vector<PooledShots> classes;
    std::vector<torch::Tensor> encoded, foregrounds, backgrounds;
    for (const auto* features : {&first, &second}) {  // one shot of each of two classes
      const auto foreground = test::random_mask(random_, sizes.mask, 0.4),
                 background = test::random_mask(random_, sizes.mask, 0.4);
      classes.push_back({.foreground = {masked_average_pooling(*features, foreground)},
                         .background = {masked_average_pooling(*features, background)}});
      encoded.push_back(tensor_of(*features));
      foregrounds.push_back(tensor_view(foreground).clone().unsqueeze(0));
      backgrounds.push_back(tensor_view(background).clone().unsqueeze(0));
    }
    const auto expected =
        support_prototypes({.features = torch::stack(encoded).unsqueeze(0),
                            .foreground = torch::stack(foregrounds).unsqueeze(0),
                            .background = torch::stack(backgrounds).unsqueeze(0)});
    EXPECT_LT(max_difference(tensor_view(mean_of_shots(classes)), expected[0]), 2e-5);
  });
}

INSTANTIATE_TEST_SUITE_P(EachType, Pairs,
                         testing::Values(Features::Type::kFloat32, Features::Type::kBFloat16));

}  // namespace
}  // namespace panet
