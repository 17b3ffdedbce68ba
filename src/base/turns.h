#pragma once

#include <condition_variable>
#include <mutex>

namespace panet {

// One thread computes on all cores, others prepare its work and finish it. A helper that takes a
// core away from it makes all its threads wait for the one that has none: what the helper takes is
// lost twice. So they take turns: helpers begin nothing while it computes, and when it lets them,
// it goes on once none of them computes or wants to.
class Turns {
 public:
  // Without `in_turns` nobody waits for anybody, for where the helpers have cores of their own.
  explicit Turns(bool in_turns) : in_turns_(in_turns) {}

  // A helper's computation, as long as it lives. None may wait in it for what the main thread does.
  class Help {
   public:
    explicit Help(Turns& turns) : turns_(turns) { turns_.begin_help(); }
    ~Help() { turns_.end_help(); }
    Help(const Help&) = delete;
    Help& operator=(const Help&) = delete;

   private:
    Turns& turns_;
  };

  // The main thread's turn begins when no helper is left; end() may be said without it.
  void begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return helpers_ == 0 || !in_turns_; });
    is_main_ = in_turns_;
  }

  void end() {
    const std::lock_guard lock(mutex_);
    is_main_ = false;
    changed_.notify_all();
  }

 private:
  void begin_help() {
    std::unique_lock lock(mutex_);
    ++helpers_;
    changed_.wait(lock, [this] { return !is_main_; });
  }

  void end_help() {
    const std::lock_guard lock(mutex_);
    --helpers_;
    changed_.notify_all();
  }

  const bool in_turns_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int helpers_ = 0;  // that compute, or wait for their turn
  bool is_main_ = false;
};

}  // namespace panet
