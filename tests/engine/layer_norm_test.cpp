#include "engine/layer_norm.h"

#include <gmock/gmock.h>

#include "engine/number_types.h"

namespace panet {
namespace {

using dnnl::memory;

memory matrix(int64_t height, int64_t width, const std::vector<float>& numbers = {}) {
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  memory made({{height, width}, memory::data_type::f32, memory::format_tag::ab}, engine);
  std::ranges::copy(numbers, numbers_in<float>(made));
  return made;
}

TEST(LayerNorm, EachTokenGetsMeanAndVarianceOfItsOwn) {
  const auto tokens = matrix(2, 4, {1, 3, 1, 3, 10, 10, 30, 30}), result = matrix(2, 4);
  const std::vector<float> weight = {1, 1, 2, 2}, bias = {0, 0, 0, 5};
  layer_norm({.width = 4}, weight, bias, tokens, result);
  EXPECT_THAT(
      std::vector<float>(numbers_in<float>(result), numbers_in<float>(result) + 8),
      testing::Pointwise(testing::FloatEq(), std::vector<float>{-1, 1, -2, 7, -1, -1, 2, 7}));
}

TEST(LayerNorm, LeavesOutTheFirstTokens) {
  const auto tokens = matrix(3, 2, {5, 7, 1, 3, 9, 1}), result = matrix(2, 2);
  const std::vector<float> weight = {1, 1}, bias = {0, 0};
  layer_norm({.width = 2, .dropped = 1}, weight, bias, tokens, result);
  EXPECT_THAT(std::vector<float>(numbers_in<float>(result), numbers_in<float>(result) + 4),
              testing::Pointwise(testing::FloatEq(), std::vector<float>{-1, 1, 1, -1}));
}

}  // namespace
}  // namespace panet
