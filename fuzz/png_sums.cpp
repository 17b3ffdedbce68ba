#include "png_sums.h"

#include <zlib.h>

#include "signature.h"

namespace panet::fuzz {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";
constexpr std::size_t kLengthBytes = 4, kTypeBytes = 4, kSumBytes = 4;

std::size_t big_endian(const std::string& file, std::size_t at) {
  std::size_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i) number = number << 8 | static_cast<uint8_t>(file[i]);
  return number;
}

void put_big_endian(std::string& file, std::size_t at, uLong number) {
  for (std::size_t i = 0; i < 4; ++i) file[at + i] = static_cast<char>(number >> (24 - 8 * i));
}

}  // namespace

void repair_png_sums(std::string& file) {
  put_signature(file, kSignature);
  std::size_t chunk = kSignature.size();
  while (chunk + kLengthBytes + kTypeBytes + kSumBytes <= file.size()) {
    const std::size_t summed = kTypeBytes + big_endian(file, chunk);
    const std::size_t begin = chunk + kLengthBytes, sum = begin + summed;
    if (sum + kSumBytes > file.size()) return;
    put_big_endian(
        file, sum,
        ::crc32(0, reinterpret_cast<const Bytef*>(file.data()) + begin, static_cast<uInt>(summed)));
    chunk = sum + kSumBytes;
  }
}

}  // namespace panet::fuzz
