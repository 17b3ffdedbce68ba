#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/launch.h"
#include "panet/parallel/ranks.h"
#include "parallel/silence.h"
#include "parallel/store.h"

namespace panet {

// Signs of life. Each rank raises a counter in the store every few seconds; rank 0, which holds the
// store, watches the counters and tells a failure to all. The others know that rank 0 lives as long
// as the store answers them. When a rank is known to be lost, or to have failed, the process ends
// (see Ranks), unless its main thread is just asking why a collective failed.
//
// Two threads: one speaks to the store, on a connection of its own; on all ranks but 0 another
// watches whether that one still gets answers, since a question to a machine that has vanished may
// block for a long time.
class Heartbeat {
 public:
  Heartbeat(const Launch& launch, const RanksOptions& options, Store store);
  ~Heartbeat();  // where rank 0 is just lost, that ends the process as ever
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  // For a main thread whose collective has failed: why the ranks end. Waits until that is known;
  // nothing where every rank still gives signs of life.
  std::optional<std::string> reason();

  // From here on nothing ends the process any more. Does not wait for the threads.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;

  void beat();         // a thread
  void watch_store();  // the other thread
  void round();        // one sign of life, and what there is to see
  void raise_suspicion();
  void watch_ranks();                                     // of rank 0
  void end(const std::string& reason);                    // of the process, or of the question why
  bool pause(Clock::duration time, const bool& stopped);  // false: stop
  std::string lost(int rank, const std::string& why) const;
  std::string silent(int rank, Clock::duration time) const;

  const Launch launch_;
  const RanksOptions options_;
  Store store_;
  std::vector<Silence> silences_;  // by rank, of rank 0
  bool has_suspected_ = false, has_been_told_ = false;
  std::atomic<int64_t> rounds_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool beat_stopped_ = false, watch_stopped_ = false, asked_ = false;
  std::optional<std::string> reason_;

  std::thread beat_, watch_;
};

}  // namespace panet
