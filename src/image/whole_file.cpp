#include "image/whole_file.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>

namespace panet {
namespace {

using namespace std::string_view_literals;

constexpr auto kPngSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr auto kPngEnd = "\0\0\0\0IEND\xae\x42\x60\x82"sv;
constexpr auto kJpegBegin = "\xff\xd8"sv, kJpegEnd = "\xff\xd9"sv;

// Fewer bytes where the file ends before.
std::string read_bytes(std::istream& file, std::size_t count) {
  std::string bytes(count, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

uint32_t number_of(std::string_view four_bytes) {
  uint32_t number = 0;
  for (const char byte : four_bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

struct Chunk {
  std::string name;
  std::string begin;  // of its bytes
};

// The next chunk, read to its end; nothing where it is not whole.
std::optional<Chunk> next_chunk(std::istream& file) {
  constexpr std::size_t kLengthAndName = 8, kBlock = 65536, kKept = 16;
  const auto head = read_bytes(file, kLengthAndName);
  if (head.size() < kLengthAndName) return std::nullopt;
  Chunk chunk = {.name = head.substr(4), .begin = {}};
  const auto add = [](uLong sum, const std::string& bytes) {
    return crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()),
                 static_cast<uInt>(bytes.size()));
  };
  auto sum = add(0, chunk.name);
  for (std::size_t left = number_of(head.substr(0, 4)); left > 0;) {
    const auto block = read_bytes(file, std::min(left, kBlock));
    if (block.empty()) return std::nullopt;
    if (chunk.begin.empty()) chunk.begin = block.substr(0, kKept);
    sum = add(sum, block);
    left -= block.size();
  }
  const auto check = read_bytes(file, 4);
  return check.size() == 4 && number_of(check) == sum ? std::optional(chunk) : std::nullopt;
}

PngHead head_in(std::string_view begin) {
  constexpr int kPaletteOrGrey = 3, kColourBit = 2;
  const int colour_type = static_cast<uint8_t>(begin[9]);
  return {.width = number_of(begin.substr(0, 4)),
          .height = number_of(begin.substr(4, 4)),
          .is_colour = (colour_type & kColourBit) != 0 && colour_type != kPaletteOrGrey};
}

}  // namespace

std::optional<PngHead> head_of_whole_png(const std::filesystem::path& path) {
  constexpr std::size_t kHeadBytes = 13;
  std::ifstream file(path, std::ios::binary);
  if (read_bytes(file, kPngSignature.size()) != kPngSignature) return std::nullopt;
  const auto first = next_chunk(file);
  if (!first || first->name != "IHDR" || first->begin.size() != kHeadBytes) return std::nullopt;
  while (const auto chunk = next_chunk(file))
    if (chunk->name == "IEND") return head_in(first->begin);
  return std::nullopt;
}

bool has_both_ends(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const auto begin = read_bytes(file, kPngSignature.size());
  file.clear();
  file.seekg(-static_cast<std::streamoff>(kPngEnd.size()), std::ios::end);
  const auto end = read_bytes(file, kPngEnd.size());
  return begin == kPngSignature ? end == kPngEnd
                                : begin.starts_with(kJpegBegin) && end.ends_with(kJpegEnd);
}

}  // namespace panet
