#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace panet::app {

// Tells how far a long loop is, with rate and time left, on the standard error stream: a bar that
// redraws itself on a terminal, a plain line now and then elsewhere. Silent for what is over within
// two seconds.
class Progress {
 public:
  // Without `total`, update() tells it. The rate is that of what is done beyond `done_before`.
  explicit Progress(std::string what, std::size_t total = 0, std::size_t done_before = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance() { update(done_ + 1, total_); }  // one more is done
  void update(std::size_t done, std::size_t total);
  void note(std::string text) { note_ = std::move(text); }  // shown behind, from now on

 private:
  using Clock = std::chrono::steady_clock;
  void show();
  std::string line() const;

  std::string what_, note_;
  std::size_t total_, done_before_, done_ = done_before_;
  bool is_terminal_, is_shown_ = false;
  Clock::time_point begin_ = Clock::now(), next_ = begin_ + std::chrono::seconds(2);
};

// "1:05", "2:03:20"
std::string clock_text(double seconds);

}  // namespace panet::app
