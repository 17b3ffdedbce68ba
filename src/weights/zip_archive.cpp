#include "weights/zip_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/printable_name.h"
#include "panet/base/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// Signatures and sizes after PKWARE's APPNOTE.TXT, sections 4.3.7 to 4.3.16.
constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr uint32_t kDirectoryEntry = 0x02014b50;
constexpr uint32_t kEndOfDirectory = 0x06054b50;
constexpr uint32_t kEndOfDirectory64 = 0x06064b50;
constexpr uint32_t kLocatorOfEnd64 = 0x07064b50;
constexpr uint64_t kLocalHeaderSize = 30, kDirectoryEntrySize = 46, kEndSize = 22,
                   kLocatorSize = 20, kEnd64Size = 56;
constexpr uint64_t kLongestComment = 0xffff;
constexpr uint32_t kSeeZip64 = 0xffffffff;
constexpr uint16_t kZip64Field = 0x0001;
constexpr uint16_t kEncrypted = 0x0001;

class ZipReader {
 public:
  ZipReader(std::span<std::byte> archive, const fs::path& path) : archive_(archive), path_(path) {}

  std::map<std::string, std::span<std::byte>> records() const {
    std::map<std::string, std::span<std::byte>> found;
    auto [position, count] = directory();
    for (uint64_t i = 0; i < count; ++i) {
      if (at<uint32_t>(position) != kDirectoryEntry) fail("its directory is damaged");
      const auto name_size = at<uint16_t>(position + 28);
      const auto name = text(position + kDirectoryEntrySize, name_size);
      const auto extra_size = at<uint16_t>(position + 30);
      if (!is_compressed(position) && !found.emplace(name, record(position, name)).second)
        fail(fmt::format("it holds the record {} twice", printable(name)));
      position += kDirectoryEntrySize + name_size + extra_size + at<uint16_t>(position + 32);
    }
    return found;
  }

 private:
  struct Directory {
    uint64_t position;
    uint64_t count;
  };

  Directory directory() const {
    const auto end = end_of_directory();
    if (end >= kLocatorSize && at<uint32_t>(end - kLocatorSize) == kLocatorOfEnd64) {
      const auto end64 = at<uint64_t>(end - kLocatorSize + 8);
      require(end64, kEnd64Size);
      if (at<uint32_t>(end64) != kEndOfDirectory64) fail("its zip64 directory is damaged");
      return {at<uint64_t>(end64 + 48), at<uint64_t>(end64 + 32)};
    }
    return {at<uint32_t>(end + 16), at<uint16_t>(end + 10)};
  }

  // It is the last thing in the archive but for a comment, so it is looked for from the back.
  uint64_t end_of_directory() const {
    const uint64_t size = archive_.size();
    const uint64_t farthest = std::min(size, kEndSize + kLongestComment);
    for (uint64_t distance = kEndSize; distance <= farthest; ++distance) {
      if (at<uint32_t>(size - distance) == kEndOfDirectory) return size - distance;
    }
    fail("its directory at the end is missing; the file seems cut off: download or copy it again");
  }

  bool is_compressed(uint64_t entry) const {
    return at<uint16_t>(entry + 10) != 0 || at<uint32_t>(entry + 20) != at<uint32_t>(entry + 24);
  }

  std::span<std::byte> record(uint64_t entry, const std::string& name) const {
    if ((at<uint16_t>(entry + 8) & kEncrypted) != 0)
      fail(fmt::format("the record {} is encrypted", printable(name)));
    const uint64_t size = at<uint32_t>(entry + 24);
    return contents(large(entry, at<uint32_t>(entry + 42), size), name);
  }

  struct Extent {
    uint64_t header;
    uint64_t size;
  };

  // Numbers that do not fit 32 bits stand in the entry's zip64 field, in a fixed order, those that
  // fit left out.
  Extent large(uint64_t entry, uint64_t header, uint64_t size) const {
    if (size != kSeeZip64 && header != kSeeZip64) return {header, size};
    auto field = zip64_field(entry);
    if (size == kSeeZip64) {
      size = at<uint64_t>(field);
      field += 16;  // the size before and after compression
    }
    if (header == kSeeZip64) header = at<uint64_t>(field);
    return {header, size};
  }

  uint64_t zip64_field(uint64_t entry) const {
    uint64_t position = entry + kDirectoryEntrySize + at<uint16_t>(entry + 28);
    const uint64_t end = position + at<uint16_t>(entry + 30);
    while (position + 4 <= end) {
      if (at<uint16_t>(position) == kZip64Field) return position + 4;
      position += 4 + at<uint16_t>(position + 2);
    }
    fail("its zip64 directory is damaged");
  }

  std::span<std::byte> contents(Extent extent, const std::string& name) const {
    require(extent.header, kLocalHeaderSize);
    if (at<uint32_t>(extent.header) != kLocalHeader)
      fail(fmt::format("the record {} is not where it should be", printable(name)));
    const uint64_t begin = extent.header + kLocalHeaderSize + at<uint16_t>(extent.header + 26) +
                           at<uint16_t>(extent.header + 28);
    require(begin, extent.size);
    return archive_.subspan(begin, extent.size);
  }

  std::string text(uint64_t position, uint64_t size) const {
    require(position, size);
    return {reinterpret_cast<const char*>(archive_.data()) + position, size};
  }

  template <typename Number>
  Number at(uint64_t position) const {
    require(position, sizeof(Number));
    Number number;
    std::memcpy(&number, archive_.data() + position, sizeof number);
    return number;
  }

  void require(uint64_t position, uint64_t size) const {
    if (position > archive_.size() || size > archive_.size() - position)
      fail(fmt::format("it refers to {} bytes at {}, the file has {}", size, position,
                       archive_.size()));
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("{}: the zip archive cannot be read: {}", path_.string(), what));
  }

  std::span<std::byte> archive_;
  const fs::path& path_;
};

}  // namespace

std::map<std::string, std::span<std::byte>> zip_records(std::span<std::byte> archive,
                                                        const fs::path& path) {
  return ZipReader(archive, path).records();
}

}  // namespace panet
