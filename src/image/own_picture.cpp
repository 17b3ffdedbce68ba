#include "image/own_picture.h"

#include <zlib.h>

#include <span>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "base/own_mark.h"
#include "panet/image/encode.h"

namespace panet {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t kSignature = 8;  // of a PNG

std::string big_endian(std::size_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    text += static_cast<char>(number >> shift & 0xFF);
  return text;
}

std::size_t number_at(const Bytes& bytes, std::size_t place, std::size_t length) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < length; ++i)
    number = number << 8 | std::to_integer<std::size_t>(bytes[place + i]);
  return number;
}

std::string jpeg_comment(const std::string& text) {
  return "\xff\xfe" + big_endian(text.size() + 2, 2) + text;
}

std::string png_text_chunk(const std::string& mark) {
  using namespace std::string_literals;
  const std::string text = kOwnMark + "\0"s + mark, body = "tEXt" + text;
  const auto check =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(text.size(), 4) + body + big_endian(check, 4);
}

void insert(Bytes& bytes, std::size_t place, std::string_view text) {
  const auto inserted = std::as_bytes(std::span(text));
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(place), inserted.begin(),
               inserted.end());
}

// Behind what has to come first: the JFIF segment, or the head of the PNG.
void insert_mark(Bytes& bytes, const std::string& mark) {
  const bool is_jpeg = bytes[0] == std::byte{0xff};
  if (is_jpeg) {
    insert(bytes, 4 + number_at(bytes, 4, 2), jpeg_comment(mark));
  } else {
    constexpr std::size_t kFrame = 12;  // length, name, check sum
    insert(bytes, kSignature + kFrame + number_at(bytes, kSignature, 4), png_text_chunk(mark));
  }
}

}  // namespace

Bytes encoded_own_picture(const std::filesystem::path& name, const PictureView& picture,
                          const std::string& job) {
  Bytes bytes = encoded_picture(name, picture);
  insert_mark(bytes, own_mark_text(job));
  return bytes;
}

void write_own_picture(const std::filesystem::path& path, const PictureView& picture) {
  write_atomically(path, encoded_own_picture(path, picture));
}

}  // namespace panet
