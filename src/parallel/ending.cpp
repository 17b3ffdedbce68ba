#include "parallel/ending.h"

#include <thread>

namespace panet {
namespace {

constexpr const char* kFailure = "failure";
constexpr const char* kInformed = "informed";
constexpr std::chrono::milliseconds kPause(20);

}  // namespace

void tell_failure(Store& store, const std::string& message) {
  store.say(kFailure, message);
}

std::optional<std::string> told_failure(Store& store) {
  auto message = store.said(kFailure);
  if (message) store.add(kInformed, 1);
  return message;
}

void wait_until_informed(Store& store, int ranks, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (store.value(kInformed) < ranks && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kPause);
}

}  // namespace panet
