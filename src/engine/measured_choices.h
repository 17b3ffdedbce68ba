#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file_lock.h"

namespace panet {

// $XDG_CACHE_HOME/panet, else ~/.cache/panet; empty where neither is known.
std::filesystem::path default_choices_folder();

// Which of several ways to compute the same thing is the fastest on this machine: measured once and
// remembered in a file, so that a choice, and with it the last bit of a result, is the same in
// every process from then on. Processes that measure at the same time wait for each other.
//
// Where nothing can be remembered nothing is measured: the first way is taken. So it is where
// another process measures for longer than `patience`, or was stopped while it did: with a note. A
// file that is damaged or not ours is as good as none, and is written anew.
class MeasuredChoices {
 public:
  // `versions` is whatever besides the processor makes an earlier measurement void.
  MeasuredChoices(std::filesystem::path folder, const std::string& versions,
                  std::chrono::milliseconds patience = std::chrono::seconds(30));
  ~MeasuredChoices();
  MeasuredChoices(const MeasuredChoices&) = delete;
  MeasuredChoices& operator=(const MeasuredChoices&) = delete;

  // The way chosen for `question`, one of `ways`; `seconds` measures one of them.
  std::string choose(const std::string& question, const std::vector<std::string>& ways,
                     const std::function<double(const std::string& way)>& seconds);

 private:
  std::filesystem::path file() const;
  bool lock();
  void read();

  std::filesystem::path folder_;
  std::string machine_;  // what the choices hold for
  std::chrono::milliseconds patience_;
  std::map<std::string, std::string> choices_;
  std::optional<FileLock> lock_;  // from the first measurement on
  bool is_changed_ = false;
};

// The side of the square with about as many pixels. A question that names it is measured once for
// pictures of all shapes of that area: what is the fastest for one is so for the others.
int64_t square_side(int64_t height, int64_t width);

}  // namespace panet
