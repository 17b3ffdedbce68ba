#include "base/utf8_name.h"

#include "support.h"

namespace panet {
namespace {

TEST(Utf8Name, LeavesUtf8AsItIs) {
  for (const std::string name : {"photo.jpg", "100%.jpg", "Käse/日本語.jpg", ""})
    EXPECT_EQ(utf8_name(name), name);
}

TEST(Utf8Name, EscapesTheBytesOfOtherNamesAsAddressesOfTheWebDo) {
  EXPECT_EQ(utf8_name("caf\xe9.jpg"), "caf%E9.jpg");
  EXPECT_EQ(utf8_name("100% caf\xe9/ä.jpg"), "100%25 caf%E9/ä.jpg");
  EXPECT_EQ(utf8_name("\xff\xfe"), "%FF%FE");
}

}  // namespace
}  // namespace panet
