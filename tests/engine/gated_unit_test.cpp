#include "engine/gated_unit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/number_types.h"

namespace panet {
namespace {

using dnnl::memory;

TEST(GatedUnit, IsTheFirstHalfBySiluTimesTheSecond) {
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const auto matrix = [&](int64_t width) {
    return memory({{1, width}, memory::data_type::f32, memory::format_tag::ab}, engine);
  };
  const std::vector<float> gates = {-200, -3, 0, 0.5, 7, 200}, gated = {2, -1, 4, 3, 0.5, 1};
  const auto tokens = matrix(12), result = matrix(6);
  std::ranges::copy(gated, std::ranges::copy(gates, numbers_in<float>(tokens)).out);
  gated_unit({.width = 6}, tokens, result);
  for (std::size_t i = 0; i < gates.size(); ++i)
    EXPECT_NEAR(numbers_in<float>(result)[i], gates[i] / (1 + std::exp(-gates[i])) * gated[i], 1e-5)
        << gates[i];
}

}  // namespace
}  // namespace panet
