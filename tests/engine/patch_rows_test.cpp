#include "engine/patch_rows.h"

#include <gmock/gmock.h>

#include <numeric>

#include "engine/number_types.h"

namespace panet {
namespace {

using dnnl::memory;
using testing::ElementsAre;

TEST(PatchRows, APatchIsARowOfItsPixels) {
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const memory images({{1, 3, 2, 4}, memory::data_type::f32, memory::format_tag::nhwc}, engine);
  const memory rows({{2, 12}, memory::data_type::f32, memory::format_tag::ab}, engine);
  std::iota(numbers_in<float>(images), numbers_in<float>(images) + 24, 0.0f);
  patch_rows(2, images, rows);
  const auto row = [&](int64_t patch) {
    const float* const first = numbers_in<float>(rows) + 12 * patch;
    return std::vector<float>(first, first + 12);
  };
  EXPECT_THAT(row(0), ElementsAre(0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17));
  EXPECT_THAT(row(1), ElementsAre(6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23));
}

TEST(PatchRows, WeightsFollowInTheSameOrder) {
  const std::vector<float> by_channel = {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23};
  EXPECT_THAT(in_order_of_pixels({.patch = 2, .width = 1}, by_channel),
              ElementsAre(0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23));
}

TEST(PatchRows, OffsetsAreTheBiasAndPositionsWhereThereAreAny) {
  const std::vector<float> bias = {1}, learnt = {10, 20, 30, 40};
  const PatchEmbedding embedding = {.patch = 2, .width = 1, .grid = 2};
  EXPECT_THAT(token_offsets(embedding, bias, learnt, {2, 2}).all(), ElementsAre(11, 21, 31, 41));
  EXPECT_THAT(token_offsets({.patch = 2, .width = 1}, bias, {}, {1, 3}).all(),
              ElementsAre(1, 1, 1));
}

TEST(PatchRows, PositionsOfAnotherGridKeepTheirMean) {
  const std::vector<float> bias = {0}, learnt = {10, 20, 30, 40};
  const auto offsets = token_offsets(
      {.patch = 2, .width = 1, .grid = 2, .interpolation = PositionInterpolation::kAntialiased},
      bias, learnt, {6, 4});
  EXPECT_NEAR(std::accumulate(offsets.all().begin(), offsets.all().end(), 0.0) / 24, 25, 1e-4);
  EXPECT_LT(offsets.at(0, 0), offsets.at(23, 0));
}

}  // namespace
}  // namespace panet
