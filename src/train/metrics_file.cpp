#include "train/metrics_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/file_failure.h"
#include "base/sync.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

bool is_up_to(const std::string& line, int64_t step) {
  const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  return json.is_object() && json.contains("step") && json["step"].is_number_integer() &&
         json["step"].get<int64_t>() <= step;
}

void drop_lines_beyond(const fs::path& path, int64_t step) {
  std::error_code unknown;
  if (!fs::is_regular_file(path, unknown)) return;  // not there yet, or a device without an end
  std::ifstream in(path, std::ios::binary);
  std::string kept;
  bool is_any_dropped = false;
  for (std::string line; std::getline(in, line);) {
    const bool is_whole = !in.eof();
    if (is_whole && is_up_to(line, step)) {
      kept += line + "\n";
    } else {
      is_any_dropped = true;
    }
  }
  if (is_any_dropped) write_atomically(path, kept);
}

}  // namespace

MetricsFile::MetricsFile(fs::path path, int64_t step) : path_(std::move(path)) {
  drop_lines_beyond(path_, step);
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail_at(path_, "write");
}

MetricsFile::~MetricsFile() {
  ::close(descriptor_);
}

void MetricsFile::append(const std::string& json_line) {
  const auto line = json_line + "\n";
  const auto end = ::lseek(descriptor_, 0, SEEK_END);
  const auto written = ::write(descriptor_, line.data(), line.size());
  if (written < 0) fail_at(path_, "write");
  if (static_cast<std::size_t>(written) == line.size()) return;
  // The disk is full: a piece of a line would spoil the next one.
  if (::ftruncate(descriptor_, end) == 0) errno = ENOSPC;
  fail_at(path_, "write the whole line");
}

void MetricsFile::sync() const {
  sync_file(path_);
}

}  // namespace panet
