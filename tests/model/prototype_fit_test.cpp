#include "model/prototype_fit.h"

#include "maps.h"
#include "model/cosine_classifier.h"
#include "panet/base/thread_count.h"
#include "random_maps.h"
#include "support.h"

namespace panet {
namespace {

using test::cosine;
using Vector = std::vector<float>;

// Pictures whose features and masks are drawn.
std::vector<CoarseShot> drawn_shots(std::size_t count, int64_t channels = 7) {
  test::Random random(5);
  std::vector<CoarseShot> shots;
  for (std::size_t i = 0; i < count; ++i) {
    const auto features = test::random_features(random, {6, 5}, channels);
    const auto object = test::random_mask(random, {30, 25}, 0.3);
    Mask rest(object.dimensions());
    for (std::size_t p = 0; p < rest.size(); ++p) rest.all()[p] = object.all()[p] == 0;
    shots.push_back(coarse_shot(features, object, rest));
  }
  return shots;
}

std::vector<ShotOfClass> of_classes(const std::vector<CoarseShot>& shots, std::size_t classes) {
  std::vector<ShotOfClass> result;
  for (std::size_t i = 0; i < shots.size(); ++i)
    result.push_back({.shot = &shots[i], .class_index = i % classes});
  return result;
}

Map<float> drawn_prototypes(int64_t count, unsigned seed = 9, int64_t channels = 7) {
  test::Random random(seed);
  return test::random_map(random, {count, channels});
}

TEST(PrototypeLoss, HasTheGradientOfItsDifferences) {
  const auto shots = drawn_shots(4);
  const PrototypeLoss loss(drawn_prototypes(3), of_classes(shots, 2), 2);
  const auto at = drawn_prototypes(3, 10);
  const auto gradient = loss.at(at).gradient;
  constexpr float kStep = 2e-3f;
  for (std::size_t i = 0; i < at.size(); ++i) {
    auto before = at.copy(), after = at.copy();
    before.all()[i] -= kStep;
    after.all()[i] += kStep;
    const double slope = (loss.at(after).loss - loss.at(before).loss) / (2 * kStep);
    EXPECT_NEAR(gradient.all()[i], slope, 0.01 + 0.01 * std::abs(slope)) << i;
  }
}

TEST(PrototypeLoss, IsNothingWherePrototypesAreThePicture) {
  const auto rows = test::written<Map<float>>({{1, 0}, {1, 0}, {0, 1}, {0, 1}});
  const auto shot =
      coarse_shot(test::features_of(rows, {1, 4}), test::written<Mask>({{0, 0, 1, 1}}),
                  test::written<Mask>({{1, 1, 0, 0}}));
  const auto means = test::written<Map<float>>({{2, 0}, {0, 3}});
  const PrototypeLoss loss(means, {{.shot = &shot, .class_index = 0}}, 4);
  EXPECT_LT(loss.at(loss.start()).loss, 1e-6);
  EXPECT_LT(test::max_difference(loss.at(loss.start()).gradient.all(), Vector(4)), 1e-4);
  const auto fitted = fitted_prototypes(means, {{.shot = &shot, .class_index = 0}});
  EXPECT_GT(cosine(fitted.row(0), means.row(0)), 0.999);
  EXPECT_GT(cosine(fitted.row(1), means.row(1)), 0.999);
}

TEST(PrototypeLoss, IsThePullAloneWhereNothingIsMarked) {
  const auto features = test::features_of(test::written<Map<float>>({{1, 0}, {0, 1}}), {1, 2});
  const auto shot = coarse_shot(features, Mask(1, 2), Mask(1, 2));
  const PrototypeLoss loss(test::written<Map<float>>({{1, 0}, {0, 1}}),
                           {{.shot = &shot, .class_index = 0}}, 3);
  EXPECT_NEAR(loss.at(test::written<Map<float>>({{1, 0.5f}, {0, 1}})).loss, 3 * 0.25, 1e-6);
}

TEST(FittedPrototypes, AreWorthItFromTwoShotsOn) {
  EXPECT_FALSE(is_worth_fitting({1, 1}));
  EXPECT_TRUE(is_worth_fitting({1, 2}));
}

TEST(FittedPrototypes, HaveASmallerLoss) {
  for (const std::size_t classes : {1u, 2u, 3u}) {
    const auto shots = drawn_shots(2 * classes);
    const auto means = drawn_prototypes(static_cast<int64_t>(1 + classes));
    const PrototypeLoss loss(means, of_classes(shots, classes), 1);
    const auto fitted = fitted_prototypes(means, of_classes(shots, classes), {.pull = 1});
    EXPECT_LT(loss.at(fitted).loss, 0.95 * loss.at(loss.start()).loss) << classes;
  }
}

TEST(FittedPrototypes, StayNearTheMeansWhereThePullIsStrong) {
  const auto shots = drawn_shots(2);
  const auto means = drawn_prototypes(2);
  const auto moved = [&](float pull) {
    const auto fitted = fitted_prototypes(means, of_classes(shots, 1), {.pull = pull});
    return 2 - cosine(fitted.row(0), means.row(0)) - cosine(fitted.row(1), means.row(1));
  };
  EXPECT_LT(moved(100), 0.5 * moved(1));
}

// Object and surroundings share the first channel, in which most of them lies, and differ in a
// second one; a third of the surroundings is like the object in all but a third channel.
TEST(FittedPrototypes, TellApartWhatMeansTakeForOne) {
  Map<float> rows(9, 3);
  for (int64_t i = 0; i < 9; ++i) {
    const Vector object = {1, 0.5f, 0}, other = {1, -0.5f, 0}, alike = {1, 0.4f, 0.5f};
    std::ranges::copy(i < 3 ? object : i < 6 ? other : alike, rows.row(i).begin());
  }
  const auto shot = coarse_shot(test::features_of(rows, {9, 1}),
                                test::written<Mask>({{1}, {1}, {1}, {0}, {0}, {0}, {0}, {0}, {0}}),
                                test::written<Mask>({{0}, {0}, {0}, {1}, {1}, {1}, {1}, {1}, {1}}));
  const auto means = test::written<Map<float>>({{1, -0.05f, 0.25f}, {1, 0.5f, 0}});
  const auto features = test::features_of(rows, {9, 1});
  const auto margin_of_alike = [&](const Map<float>& prototypes) {
    const auto logits = cosine_logits(features, prototypes);
    return logits.at(0, 8, 0) - logits.at(1, 8, 0);
  };
  const auto fitted = fitted_prototypes(means, {{.shot = &shot, .class_index = 0}}, {.pull = 0.1f});
  EXPECT_GT(margin_of_alike(fitted), margin_of_alike(means) + 1);
  EXPECT_EQ(nearest_prototypes(cosine_logits(features, fitted)),
            test::written<Labels>({{1}, {1}, {1}, {0}, {0}, {0}, {0}, {0}, {0}}));
}

TEST(FittedPrototypes, AreTheSameForAnyNumberOfThreads) {
  const auto shots = drawn_shots(20, 64);
  const auto means = drawn_prototypes(2, 9, 64);
  const int threads = thread_count();
  set_thread_count(1);
  const auto one = fitted_prototypes(means, of_classes(shots, 1));
  set_thread_count(4);
  const auto four = fitted_prototypes(means, of_classes(shots, 1));
  set_thread_count(threads);
  EXPECT_EQ(one, four);
}

}  // namespace
}  // namespace panet
