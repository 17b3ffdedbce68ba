#include "train/event_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>

#include "base/sync.h"
#include "panet/base/error.h"
#include "train/crc32c.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// --- Protocol buffers: fields of TensorFlow's event.proto and summary.proto, by their numbers

enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

std::string tag(int field, WireType type) {
  return varint(static_cast<uint64_t>(field << 3 | type));
}

template <typename Number>
std::string raw(Number number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

std::string number_field(int field, int64_t value) {
  return tag(field, kVarint) + varint(static_cast<uint64_t>(value));
}

std::string bytes_field(int field, std::string_view bytes) {
  return tag(field, kBytes) + varint(bytes.size()) + std::string(bytes);
}

constexpr int kFileVersion = 3, kSummary = 5, kSessionLog = 7;  // of Event

std::string summary_of_value(const std::string& name, const std::string& value) {
  return bytes_field(kSummary, bytes_field(1, bytes_field(1, name) + value));
}

// --- Records

// TensorFlow turns and shifts its CRCs, so that one over bytes that hold CRCs stays meaningful.
uint32_t masked_crc(std::string_view bytes) {
  const uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xA282'EAD8;
}

std::string record(const std::string& event) {
  const auto length = raw(static_cast<uint64_t>(event.size()));
  return length + raw(masked_crc(length)) + event + raw(masked_crc(event));
}

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

}  // namespace

EventFile::EventFile(const fs::path& folder, int64_t step) {
  std::error_code ignored;  // opening tells
  fs::create_directories(folder, ignored);
  path_ = folder / fmt::format("events.out.tfevents.{:.0f}.{}.{}", seconds_since_1970(),
                               host_name(), ::getpid());
  out_.open(path_, std::ios::binary);
  write_event(0, bytes_field(kFileVersion, "brain.Event:2"));
  const int kStart = 1;
  write_event(step, bytes_field(kSessionLog, number_field(1, kStart)));
  flush();
}

void EventFile::write_event(int64_t step, const std::string& what) {
  const auto time = tag(1, kFixed64) + raw(seconds_since_1970());
  out_ << record(time + number_field(2, step) + what);
}

void EventFile::add_scalar(const std::string& name, double value, int64_t step) {
  const auto simple_value = tag(2, kFixed32) + raw(static_cast<float>(value));
  write_event(step, summary_of_value(name, simple_value));
}

void EventFile::add_picture(const std::string& name, std::span<const std::byte> picture,
                            int64_t height, int64_t width, int64_t step) {
  const std::string_view bytes(reinterpret_cast<const char*>(picture.data()), picture.size());
  const int rgb = 3;
  const auto image = number_field(1, height) + number_field(2, width) + number_field(3, rgb) +
                     bytes_field(4, bytes);
  write_event(step, summary_of_value(name, bytes_field(4, image)));
}

void EventFile::flush() {
  if (out_.flush()) return;
  out_.clear();  // the disk may have room again
  throw Error(fmt::format("{}: cannot be written; is the disk full?", path_.string()));
}

void EventFile::sync() {
  flush();
  sync_file(path_);
  sync_folder(path_.parent_path());
}

}  // namespace panet
