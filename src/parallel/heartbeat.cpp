#include "parallel/heartbeat.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/plain_text.h"
#include "parallel/ending.h"
#include "train/network/torch_error.h"

namespace panet {
namespace {

constexpr const char* kSuspicions = "suspicions";
// Signs of life that a rank may miss when another rank's collective has failed.
constexpr int kMissedUnderSuspicion = 3;
constexpr int kFailure = 1;  // exit code

std::string beats(int rank) {
  return fmt::format("beats/{}", rank);
}

}  // namespace

Heartbeat::Heartbeat(const Launch& launch, const RanksOptions& options, Store store)
    : launch_(launch),
      options_(options),
      store_(std::move(store)),
      silences_(static_cast<std::size_t>(launch.size), Silence(2 * options.heartbeat)) {
  beat_ = std::thread([this] { beat(); });
  if (launch_.rank != 0) watch_ = std::thread([this] { watch_store(); });
}

void Heartbeat::stop() {
  {
    const std::lock_guard lock(mutex_);
    beat_stopped_ = watch_stopped_ = true;
  }
  changed_.notify_all();
}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    beat_stopped_ = true;
  }
  changed_.notify_all();
  beat_.join();  // may wait for an answer: the other thread watches still
  stop();
  if (watch_.joinable()) watch_.join();
}

bool Heartbeat::pause(Clock::duration time, const bool& stopped) {
  std::unique_lock lock(mutex_);
  // A question makes everything go faster, at once.
  const bool hurried = asked_;
  changed_.wait_for(lock, hurried ? time / 10 : time, [&] { return stopped || asked_ != hurried; });
  return !stopped;
}

std::string Heartbeat::lost(int rank, const std::string& why) const {
  return fmt::format("rank {} of {} is lost: {}; the others end. {}", rank, launch_.size, why,
                     options_.advice);
}

std::string Heartbeat::silent(int rank, Clock::duration time) const {
  return lost(
      rank, fmt::format("no sign of life for {:g} s", std::chrono::duration<double>(time).count()));
}

void Heartbeat::beat() {
  do {
    try {
      round();
    } catch (const std::exception& error) {
      // Only rank 0 can close the store.
      end(lost(0, fmt::format("its connection broke ({})", plain_message(error))));
      return;
    }
    ++rounds_;
  } while (pause(options_.heartbeat, beat_stopped_));
}

void Heartbeat::round() {
  store_.add(beats(launch_.rank), 1);
  if (has_been_told_) return;
  raise_suspicion();
  if (launch_.rank == 0) watch_ranks();
  if (const auto failure = told_failure(store_)) {
    has_been_told_ = true;
    end(*failure);
  }
}

// Once, when a collective has failed here: rank 0 then waits less long for signs of life.
void Heartbeat::raise_suspicion() {
  {
    const std::lock_guard lock(mutex_);
    if (!asked_ || has_suspected_) return;
  }
  store_.add(kSuspicions, 1);
  has_suspected_ = true;
}

void Heartbeat::watch_ranks() {
  const bool suspected = store_.value(kSuspicions) > 0;
  const Clock::duration limit =
      suspected ? kMissedUnderSuspicion * options_.heartbeat : options_.lost_after;
  for (int rank = 1; rank < launch_.size; ++rank) {
    auto& silence = silences_[static_cast<std::size_t>(rank)];
    if (silence.look(store_.value(beats(rank))) < limit) continue;
    tell_failure(store_, silent(rank, limit));
    return;
  }
}

void Heartbeat::watch_store() {
  const auto look_every = options_.heartbeat / 2;
  Silence silence(2 * look_every);
  while (pause(look_every, watch_stopped_))
    if (silence.look(rounds_) >= options_.lost_after) return end(silent(0, options_.lost_after));
}

void Heartbeat::end(const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    if (watch_stopped_ || reason_) return;  // both threads may come here
    reason_ = reason;
    if (asked_) return changed_.notify_all();
  }
  // The main thread may be anywhere, in a collective that never returns too: this is the only way.
  std::fputs(("panet: " + plain_text(reason) + "\n").c_str(), stderr);
  std::fflush(stderr);
  // Of all ranks, this one included, the one that has failed need not know.
  if (launch_.rank == 0) wait_until_informed(store_, launch_.size - 1, 2 * options_.heartbeat);
  ::_exit(kFailure);
}

std::optional<std::string> Heartbeat::reason() {
  std::unique_lock lock(mutex_);
  asked_ = true;
  changed_.notify_all();
  changed_.wait_for(lock, options_.lost_after + 4 * options_.heartbeat,
                    [this] { return reason_.has_value(); });
  return reason_;
}

}  // namespace panet
