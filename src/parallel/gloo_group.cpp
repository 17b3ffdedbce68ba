#include <fmt/format.h>
#include <signal.h>

#include <set>
#include <sstream>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "panet/base/error.h"
#include "parallel/c10d_store.h"
#include "parallel/door.h"
#include "parallel/group.h"
#include "train/network/torch_error.h"

namespace panet {
namespace {

constexpr const char* kInterfaces = "GLOO_SOCKET_IFNAME";
// Heartbeats tell a lost rank; one that writes a large file for an hour is none.
constexpr std::chrono::hours kTimeout(24);

using Options = c10d::ProcessGroupGloo::Options;

void add_interfaces(Options& options, const std::string& names) {
  std::istringstream list(names);
  for (std::string name; std::getline(list, name, ',');) {
    try {
      options.devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(name));
    } catch (const std::exception& error) {
      throw Error(fmt::format("{}={}: no network interface '{}' can be used: {}", kInterfaces,
                              names, name, plain_message(error)));
    }
  }
}

// In this thread and those that are started from it, writing to a broken connection is an error as
// any other, whatever the process does about SIGPIPE. Gloo writes without MSG_NOSIGNAL.
class BrokenPipesBlocked {
 public:
  BrokenPipesBlocked() {
    sigset_t broken_pipe;
    ::sigemptyset(&broken_pipe);
    ::sigaddset(&broken_pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe, &before_);
  }
  ~BrokenPipesBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BrokenPipesBlocked(const BrokenPipesBlocked&) = delete;
  BrokenPipesBlocked& operator=(const BrokenPipesBlocked&) = delete;

 private:
  sigset_t before_;
};

// Gloo believes whoever comes, and newer ones listen on when all have come.
void shut_all_but(const std::set<int>& sockets) {
  for (const int door : listening_sockets())
    if (!sockets.contains(door)) shut(door);
}

}  // namespace

Group gloo_group(const Launch& launch, const Store& store, const std::string& own_address) {
  const BrokenPipesBlocked here;
  const auto not_gloos = listening_sockets();
  const auto options = Options::create(kTimeout);
  if (const auto interfaces = environment_variable(kInterfaces))
    add_interfaces(*options, *interfaces);
  else
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(own_address));
  const auto own_part = c10::make_intrusive<c10d::PrefixStore>("gloo", c10d_store_of(store.ask()));
  const auto group =
      c10::make_intrusive<c10d::ProcessGroupGloo>(own_part, launch.rank, launch.size, options);
  shut_all_but(not_gloos);
  return group_of(group);
}

}  // namespace panet
