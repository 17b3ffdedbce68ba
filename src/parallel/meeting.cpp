#include "parallel/meeting.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <thread>

#include "base/loopback.h"
#include "panet/base/error.h"
#include "parallel/ending.h"
#include "parallel/store_connection.h"
#include "parallel/store_server.h"

namespace panet {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kLoopback = "127.0.0.1";
constexpr const char* kSize = "size";
constexpr const char* kMaster = "master";  // said when all have come
constexpr std::chrono::milliseconds kPause(20);
// Rank 0 tells who is missing; the others wait for it that much longer.
constexpr std::chrono::milliseconds kVerdict(5000);
// Of a question to the store. Heartbeats tell a lost rank 0 before.
constexpr int kPatience = 2;  // times lost_after

std::string here(int rank) {
  return fmt::format("here/{}", rank);
}

std::string master_as_seen_by(int rank) {
  return fmt::format("master/{}", rank);
}

// Counts the ranks of this machine.
std::string on_this_machine() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return fmt::format("on/{}", name);
}

std::string place(const Launch& launch) {
  return fmt::format("{}:{}", launch.master_address, launch.master_port);
}

std::vector<int> missing_ranks(Store& store, const Launch& launch) {
  std::vector<int> missing;
  for (int rank = 1; rank < launch.size; ++rank)
    if (store.value(here(rank)) == 0) missing.push_back(rank);
  return missing;
}

// Whether ranks may be missing because they were given another secret.
std::string sent_away(Store& store) {
  const auto count = store.value(StoreServer::kSentAway);
  return count == 0 ? "" : fmt::format("; {} came without the secret (PANET_RANK_SECRET)", count);
}

[[noreturn]] void give_up(Store& store, const Launch& launch, const std::vector<int>& missing,
                          const RanksOptions& options) {
  const auto message = fmt::format("of {} ranks, {} did not come to {} within {:.0f} s: rank {}{}",
                                   launch.size, missing.size(), place(launch),
                                   std::chrono::duration<double>(options.meeting).count(),
                                   fmt::join(missing, ", "), sent_away(store));
  tell_failure(store, message);
  wait_until_informed(store, launch.size - 1 - static_cast<int>(missing.size()), kVerdict);
  throw Error(message);
}

// How the others reach rank 0's machine. Those on it may have come by its loopback, and so may
// rank 0's own name for it.
std::string reachable_master(Store& store, const Launch& launch) {
  for (int rank = 1; rank < launch.size; ++rank)
    if (auto address = store.said(master_as_seen_by(rank)); address && !is_loopback(*address))
      return *address;
  return kLoopback;
}

Meeting host(const Launch& launch, const RanksOptions& options, Clock::time_point deadline) {
  auto store = Store::host(launch);
  store.add(on_this_machine(), 1);
  store.say(kSize, std::to_string(launch.size));
  for (;;) {
    const auto missing = missing_ranks(store, launch);
    if (missing.empty()) break;
    if (Clock::now() > deadline) give_up(store, launch, missing, options);
    std::this_thread::sleep_for(kPause);
  }
  const auto address = reachable_master(store, launch);
  store.say(kMaster, address);
  return {.store = std::move(store), .own_address = address};
}

// What rank 0 says, or the Error that it, or its silence, amounts to.
std::string awaited(Store& store, const std::string& name, const Launch& launch,
                    Clock::time_point deadline) {
  while (Clock::now() < deadline) {
    if (const auto text = store.said(name)) return *text;
    if (const auto failure = told_failure(store)) throw Error(*failure);
    std::this_thread::sleep_for(kPause);
  }
  throw Error(fmt::format(
      "rank 0 at {} says nothing; does another program listen there? Choose another MASTER_PORT, "
      "the same for all ranks",
      place(launch)));
}

// Another job's store, or a rank that was started twice, must not be taken for one's own.
void introduce(Store& store, const Launch& launch, const Route& route, Clock::time_point deadline) {
  const auto size = awaited(store, kSize, launch, deadline);
  if (size != std::to_string(launch.size))
    throw Error(fmt::format("rank {} was started as one of {}, rank 0 at {} as one of {}",
                            launch.rank, launch.size, place(launch), size));
  store.say(master_as_seen_by(launch.rank), route.remote);
  store.add(on_this_machine(), 1);
  if (store.add(here(launch.rank), 1) > 1)
    throw Error(fmt::format(
        "rank {} came to {} before: two processes were started with this rank, or another job uses "
        "the port (MASTER_PORT)",
        launch.rank, place(launch)));
}

Meeting join(const Launch& launch, const RanksOptions& options, Clock::time_point deadline) {
  auto store = Store::join(launch, deadline, kPatience * options.lost_after);
  const auto route = store.route();
  try {
    introduce(store, launch, route, deadline);
    const auto master = awaited(store, kMaster, launch, deadline + kVerdict);
    return {.store = std::move(store),
            .own_address = is_loopback(route.local) ? master : route.local};
  } catch (const BrokenConnection& error) {
    throw Error(fmt::format("the connection to rank 0 at {} broke before all ranks had come: {}",
                            place(launch), error.what()));
  }
}

}  // namespace

Meeting meet(const Launch& launch, const RanksOptions& options) {
  const auto deadline = Clock::now() + options.meeting;
  auto meeting =
      launch.rank == 0 ? host(launch, options, deadline) : join(launch, options, deadline);
  meeting.local_size = static_cast<int>(meeting.store.value(on_this_machine()));
  return meeting;
}

}  // namespace panet
