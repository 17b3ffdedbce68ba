#include "engine/measured_choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/fingerprint.h"
#include "panet/base/note.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = 1 << 20;

// The lines of /proc/cpuinfo that tell one model of processor from another.
std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  std::string line, text;
  while (std::getline(info, line) && !line.empty())
    for (const auto* key : {"vendor_id", "cpu family", "model", "stepping", "cache size"})
      if (line.starts_with(key)) text += line + "\n";
  return text;
}

// Nothing ("discarded") where the file is no JSON.
nlohmann::json json_of(const fs::path& file) {
  std::error_code unknown;
  if (!fs::is_regular_file(file, unknown) || fs::file_size(file, unknown) > kLargestFile)
    return nlohmann::json::value_t::discarded;
  std::ifstream stream(file);
  return nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
}

}  // namespace

fs::path default_choices_folder() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return fs::path(value == nullptr ? "" : value);
  };
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "panet";
  if (const auto home = variable("HOME"); home.is_absolute()) return home / ".cache" / "panet";
  return {};
}

MeasuredChoices::MeasuredChoices(fs::path folder, const std::string& versions,
                                 std::chrono::milliseconds patience)
    : folder_(std::move(folder)), machine_(processor() + versions), patience_(patience) {
  if (!folder_.empty()) read();
}

MeasuredChoices::~MeasuredChoices() {
  if (is_changed_) {
    try {
      const nlohmann::json content = {{"machine", machine_}, {"choices", choices_}};
      write_atomically(file(), content.dump(1) + "\n");
    } catch (const std::exception&) {
      // They will be measured again.
    }
  }
}

fs::path MeasuredChoices::file() const {
  Fingerprint fingerprint;
  fingerprint.add(machine_);
  return folder_ / fmt::format("choices-{}.json", fingerprint.hexadecimal().substr(0, 16));
}

// A file that is not ours, or damaged, is as good as none.
void MeasuredChoices::read() {
  const auto content = json_of(file());
  if (!content.is_object()) return;
  const auto machine = content.find("machine"), choices = content.find("choices");
  if (machine == content.end() || *machine != machine_) return;
  if (choices == content.end() || !choices->is_object()) return;
  for (const auto& [question, way] : choices->items())
    if (way.is_string()) choices_.try_emplace(question, way.get<std::string>());
}

// From the first measurement to the end of this object no other process measures. Who could not
// wait for that once does not wait again.
bool MeasuredChoices::lock() {
  if (folder_.empty()) return false;
  if (!lock_) {
    std::error_code error;
    fs::create_directories(folder_, error);
    lock_.emplace(folder_ / "lock", patience_);
    if (lock_->state() == FileLock::State::kHeld) read();
    if (lock_->state() == FileLock::State::kHeldByAnother)
      note(
          fmt::format("{}: another process holds it, measuring what is the fastest here; going on "
                      "without, which may be slower",
                      (folder_ / "lock").string()));
  }
  return lock_->state() == FileLock::State::kHeld;
}

std::string MeasuredChoices::choose(const std::string& question,
                                    const std::vector<std::string>& ways,
                                    const std::function<double(const std::string& way)>& seconds) {
  const auto is_known = [&] {
    const auto choice = choices_.find(question);
    return choice != choices_.end() &&
           std::find(ways.begin(), ways.end(), choice->second) != ways.end();
  };
  if (is_known()) return choices_[question];
  if (ways.size() == 1 || !lock()) return ways.front();
  if (is_known()) return choices_[question];
  double least = 0;
  std::string fastest;
  for (const auto& way : ways) {
    const double taken = seconds(way);
    if (fastest.empty() || taken < least) {
      least = taken;
      fastest = way;
    }
  }
  is_changed_ = true;
  return choices_[question] = fastest;
}

int64_t square_side(int64_t height, int64_t width) {
  return std::llround(std::sqrt(static_cast<double>(height) * static_cast<double>(width)));
}

}  // namespace panet
