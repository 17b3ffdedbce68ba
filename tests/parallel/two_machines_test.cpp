#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "started_ranks.h"
#include "support.h"

namespace panet {
namespace {

using test::StartedRanks;
using test::Tells;

const StartedRanks::Variables kLaunch = {{"MASTER_ADDR", "10.98.76.1"},
                                         {"PANET_RANK_SECRET", "a secret of both machines"}};

bool run(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

// Two network namespaces with a cable between them, which share nothing else of a network: neither
// a loopback nor a name. Skipped where the machine does not let us make them.
struct TwoMachines : testing::Test {
  void SetUp() override {
    const bool made =
        run("ip netns add " + a) && run("ip netns add " + b) &&
        run(fmt::format("ip link add {0} netns {0} type veth peer name {1} netns {1}", a, b)) &&
        up(a, 1) && up(b, 2) && run("ip netns exec " + b + " true");
    if (!made) GTEST_SKIP() << "no network namespaces here (root and iproute2 are needed)";
  }
  ~TwoMachines() override {
    run("ip netns del " + a);
    run("ip netns del " + b);
  }

  static bool up(const std::string& name, int number) {
    const auto ip = fmt::format("ip -n {} ", name);
    return run(ip + "link set lo up") &&
           run(ip + fmt::format("addr add 10.98.76.{}/24 dev {}", number, name)) &&
           run(ip + fmt::format("link set {} up", name));
  }

  // Ranks 0 and 1 on the first machine, 2 on the second.
  void start(StartedRanks& ranks) const {
    for (const int rank : {0, 1, 2}) ranks.start(rank, {"ip", "netns", "exec", rank < 2 ? a : b});
  }

  const std::string a = fmt::format("pa{}", ::getpid()), b = fmt::format("pb{}", ::getpid());
};

TEST_F(TwoMachines, FindEachOtherWithoutSettings) {
  StartedRanks ranks("collectives", 3, kLaunch);
  start(ranks);
  for (const int rank : {0, 1, 2}) {
    EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
    EXPECT_THAT(ranks.output(rank), Tells("floats 6 6 6 6 6 6\n"));
  }
}

TEST_F(TwoMachines, InterfacesCanBeChosen) {
  StartedRanks ranks("collectives", 2, kLaunch);
  ranks.set("GLOO_SOCKET_IFNAME", a);
  ranks.start(0, {"ip", "netns", "exec", a});
  ranks.set("GLOO_SOCKET_IFNAME", b);
  ranks.start(1, {"ip", "netns", "exec", b});
  for (const int rank : {0, 1}) EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
}

TEST_F(TwoMachines, OneThatVanishesIsLost) {
  StartedRanks ranks("loop_of_sums", 3, kLaunch);
  start(ranks);
  ranks.await("under way");
  run(fmt::format("ip -n {0} link set {0} down", b));
  for (const int rank : {0, 1}) {
    EXPECT_EQ(ranks.exit_code(rank), 1);
    EXPECT_THAT(ranks.error(rank), Tells("rank 2 of 3 is lost: no sign of life"));
  }
  EXPECT_EQ(ranks.exit_code(2), 1);
  EXPECT_THAT(ranks.error(2), Tells("rank 0 of 3 is lost"));
}

}  // namespace
}  // namespace panet
