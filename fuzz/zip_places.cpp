#include "zip_places.h"

#include <algorithm>
#include <vector>

#include "signature.h"

namespace panet::fuzz {
namespace {

constexpr std::string_view kRecord = "PK\3\4", kEntry = "PK\1\2", kEnd = "PK\5\6";
constexpr std::size_t kRecordBytes = 30;

std::vector<std::size_t> places_of(const std::string& file, std::string_view signature) {
  std::vector<std::size_t> places;
  for (auto at = file.find(signature); at != file.npos; at = file.find(signature, at + 1))
    places.push_back(at);
  return places;
}

std::size_t short_at(const std::string& file, std::size_t at) {
  if (at + 2 > file.size()) return 0;
  return static_cast<uint8_t>(file[at]) + 256u * static_cast<uint8_t>(file[at + 1]);
}

// What of a record is left for its bytes, up to where the next one begins.
std::size_t size_of_record(const std::string& file, std::size_t record, std::size_t next) {
  const auto begin =
      record + kRecordBytes + short_at(file, record + 26) + short_at(file, record + 28);
  return next - std::min(begin, next);
}

}  // namespace

void repair_zip_places(std::string& file) {
  const auto end = file.rfind(kEnd);
  auto records = places_of(file, kRecord);
  const auto entries = places_of(file, kEntry);
  if (end == file.npos || entries.empty()) return;
  const auto count = std::min(records.size(), entries.size());
  records.push_back(entries.front());
  for (std::size_t i = 0; i < count; ++i) {
    const auto size = size_of_record(file, records[i], records[i + 1]);
    put_little_endian(file, entries[i] + 20, size);
    put_little_endian(file, entries[i] + 24, size);
    put_little_endian(file, entries[i] + 42, records[i]);
  }
  put_little_endian(file, end + 16, entries.front());
}

}  // namespace panet::fuzz
