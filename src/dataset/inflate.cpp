#include "dataset/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "panet/base/error.h"

namespace panet {
namespace {

// zlib's state, ended with the scope.
class Inflation {
 public:
  explicit Inflation(std::span<const std::byte> compressed) {
    if (compressed.size() > std::numeric_limits<uInt>::max())
      throw Error("the compressed data is too long");
    // zlib reads through a pointer that is not const, without writing.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(compressed.data()));
    stream_.avail_in = static_cast<uInt>(compressed.size());
    if (::inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
  }
  ~Inflation() { ::inflateEnd(&stream_); }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  // Fills `out` as far as the stream reaches → how many bytes that is.
  std::size_t read(std::span<std::byte> out) {
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    at_end_ = result == Z_STREAM_END;
    if (result != Z_OK && !at_end_) throw Error("the compressed data is damaged or cut off");
    return out.size() - stream_.avail_out;
  }

  bool at_end() const { return at_end_; }

 private:
  z_stream stream_{};
  bool at_end_ = false;
};

}  // namespace

std::vector<std::byte> inflate_bytes(std::span<const std::byte> compressed, std::size_t most) {
  constexpr std::size_t kChunk = 1 << 16;
  Inflation inflation(compressed);
  std::vector<std::byte> bytes;
  while (!inflation.at_end()) {
    const std::size_t begin = bytes.size();
    // One byte beyond what is allowed tells a stream that ends there from one that goes on.
    bytes.resize(begin + std::min(kChunk, most + 1 - begin));
    bytes.resize(begin + inflation.read(std::span(bytes).subspan(begin)));
    if (bytes.size() > most)
      throw Error(fmt::format("the compressed data holds more than {} MB", most >> 20));
  }
  return bytes;
}

}  // namespace panet
