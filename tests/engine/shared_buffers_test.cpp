#include "engine/shared_buffers.h"

#include <gtest/gtest.h>

namespace panet {
namespace {

struct Buffers : testing::Test {
  void* place(std::size_t number, std::size_t bytes) {
    return buffers.get(number, bytes, cpu).get_data_handle();
  }

  dnnl::engine cpu{dnnl::engine::kind::cpu, 0};
  SharedBuffers buffers;
};

TEST_F(Buffers, OfANumberAreTheSameForAll) {
  auto* const first = place(0, 1000);
  EXPECT_EQ(place(0, 1000), first);
  EXPECT_EQ(place(0, 10), first);
  EXPECT_EQ(place(0, 1100), first) << "a little more finds room";
  EXPECT_NE(place(1, 1000), first);
}

TEST_F(Buffers, ThatAreTooSmallStayWithThoseWhoHaveThem) {
  const auto small = buffers.get(0, 8, cpu);
  *static_cast<char*>(small.get_data_handle()) = 7;
  const auto large = buffers.get(0, 8000, cpu);
  EXPECT_GE(large.get_desc().get_size(), 8000u);
  EXPECT_NE(large.get_data_handle(), small.get_data_handle());
  EXPECT_EQ(*static_cast<char*>(small.get_data_handle()), 7);
  EXPECT_EQ(place(0, 8), large.get_data_handle());
}

TEST_F(Buffers, OfNothingAreThere) {
  EXPECT_NE(place(2, 0), nullptr);
}

}  // namespace
}  // namespace panet
