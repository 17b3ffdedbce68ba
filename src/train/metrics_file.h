#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace panet {

// A file of JSON lines, each with a "step", that grows while a training runs: to be read by other
// programs and by people. A line is handed to the system at once, whole.
class MetricsFile {
 public:
  // Opens or makes the file. Lines beyond `step`, and one that was cut short, are dropped first:
  // a training that goes on from a checkpoint does those steps again.
  MetricsFile(std::filesystem::path path, int64_t step);
  ~MetricsFile();
  MetricsFile(const MetricsFile&) = delete;
  MetricsFile& operator=(const MetricsFile&) = delete;

  // panet::Error where it cannot be written; what was written before stays.
  void append(const std::string& json_line);
  // What was appended survives a power cut.
  void sync() const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace panet
