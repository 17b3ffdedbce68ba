#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

namespace panet {

// A file that TensorBoard shows: scalars and pictures over steps. One is made each time a training
// starts; TensorBoard joins those of a folder, and forgets the steps after `step` of earlier ones.
//
//   EventFile events("runs/a/tensorboard", 0);
//   events.add_scalar("loss/query", 0.31, 100);
//
// The format: records of length, CRC-32C of it, a protocol buffer "Event", CRC-32C of that.
class EventFile {
 public:
  EventFile(const std::filesystem::path& folder, int64_t step);

  // panet::Error where they cannot be written.
  void add_scalar(const std::string& tag, double value, int64_t step);
  // picture: the bytes of a JPEG or PNG file of height x width pixels.
  void add_picture(const std::string& tag, std::span<const std::byte> picture, int64_t height,
                   int64_t width, int64_t step);
  void flush();  // for those who look at it meanwhile
  void sync();   // survives a power cut, too

  const std::filesystem::path& path() const { return path_; }

 private:
  void write_event(int64_t step, const std::string& what);

  std::filesystem::path path_;
  std::ofstream out_;
};

}  // namespace panet
