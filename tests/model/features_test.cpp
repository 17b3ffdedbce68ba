#include "panet/model/features.h"

#include "support.h"

namespace panet {
namespace {

TEST(Features, HoldAsManyNumbersAsTheirTypeAsksFor) {
  const Features floats({3, 5}, 7, Features::Type::kFloat32);
  EXPECT_EQ(floats.locations(), 15);
  EXPECT_EQ(floats.floats().size(), 105u);
  EXPECT_EQ(floats.bytes().size(), 420u);
  const Features halves({3, 5}, 7, Features::Type::kBFloat16);
  EXPECT_EQ(halves.bfloats().size(), 105u);
  EXPECT_EQ(halves.bytes().size(), 210u);
}

TEST(Features, BeginWithACacheLine) {
  for (int64_t channels = 1; channels < 8; ++channels) {
    const Features features({3, 5}, channels, Features::Type::kBFloat16);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(features.bytes().data()) % 64, 0u);
  }
}

TEST(Features, TakeTheMemoryOfThoseOfTheirSizeThatWentLast) {
  const auto made = [](int64_t channels) {
    return Features({50, 50}, channels, Features::Type::kFloat32);
  };
  const std::byte* const before = made(512).bytes().data();
  EXPECT_EQ(made(512).bytes().data(), before);
  const Features here = made(512), also_here = made(512), of_another_size = made(511);
  EXPECT_EQ(here.bytes().data(), before);
  EXPECT_NE(also_here.bytes().data(), before);
}

TEST(Features, OfNothingAreEmpty) {
  EXPECT_TRUE(Features().empty());
  EXPECT_TRUE(Features().floats().empty());
}

TEST(Features, ThatWereMovedAwayAreEmpty) {
  Features here({2, 3}, 4, Features::Type::kFloat32);
  const Features there = std::move(here);
  EXPECT_EQ(there.floats().size(), 2u * 3 * 4);
  EXPECT_TRUE(here.empty());
  EXPECT_TRUE(here.floats().empty());
}

TEST(BFloat16, IsTheUpperHalfOfAFloat) {
  EXPECT_EQ(to_float({0x3f80}), 1.0f);
  EXPECT_EQ(to_float({0xc040}), -3.0f);
}

}  // namespace
}  // namespace panet
