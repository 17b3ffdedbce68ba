#include "base/fingerprint.h"

#include "support.h"

namespace panet {
namespace {

TEST(Fingerprint, IsTheSameForTheSamePartsAlone) {
  const auto of = [](std::string_view a, std::string_view b) {
    return Fingerprint().add(a).add(b).hexadecimal();
  };
  EXPECT_EQ(of("ab", "c"), of("ab", "c"));
  EXPECT_NE(of("ab", "c"), of("a", "bc"));
  EXPECT_NE(of("ab", "c"), of("ab", "d"));
  EXPECT_EQ(of("ab", "c").size(), 32u);
}

TEST(Fingerprint, IsThatOfXxh3) {
  // The published value of XXH3-128 for the empty input.
  EXPECT_EQ(Fingerprint().hexadecimal(), "99aa06d3014798d86001c324468d497f");
}

}  // namespace
}  // namespace panet
