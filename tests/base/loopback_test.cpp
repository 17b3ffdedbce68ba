#include "base/loopback.h"

#include "support.h"

namespace panet {
namespace {

TEST(Loopback, IsWhatOnlyThisMachineReaches) {
  for (const auto* host :
       {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", "localhost", "LocalHost"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const auto* host : {"0.0.0.0", "::", "::ffff:10.0.0.1", "192.168.0.1", "example.org",
                           "127.0.0.1.evil.example", "127.example", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}

}  // namespace
}  // namespace panet
