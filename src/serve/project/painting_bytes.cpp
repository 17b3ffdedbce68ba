#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "base/error_context.h"
#include "dataset/inflate.h"
#include "serve/project/paint.h"

namespace panet::serve {
namespace {

constexpr std::size_t kMostBytesOfPixel = 2;  // a run of one pixel: its value and its length
constexpr int kMostBitsOfLength = 35;         // seven a byte

// A run: its value, then its length, seven bits a byte, the lowest first.
void append_run(std::string& runs, Paint paint, std::size_t length) {
  runs += static_cast<char>(paint);
  for (; length >= 0x80; length >>= 7) runs += static_cast<char>(0x80 | (length & 0x7f));
  runs += static_cast<char>(length);
}

std::string runs_of(const Painting& painting) {
  std::string runs;
  const auto pixels = painting.all();
  for (auto pixel = pixels.begin(); pixel != pixels.end();) {
    const auto end =
        std::find_if(pixel, pixels.end(), [paint = *pixel](Paint other) { return other != paint; });
    append_run(runs, *pixel, static_cast<std::size_t>(end - pixel));
    pixel = end;
  }
  return runs;
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string compressed(size, '\0');
  const int status =
      compress2(reinterpret_cast<Bytef*>(compressed.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_SPEED);
  if (status != Z_OK) throw Error(fmt::format("zlib fails with {}", status));
  compressed.resize(size);
  return compressed;
}

// Takes runs off the bytes of an untrusted painting.
class RunReader {
 public:
  explicit RunReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  bool is_at_end() const { return bytes_.empty(); }

  Paint paint() {
    const uint8_t value = next();
    if (value > static_cast<uint8_t>(Paint::kSurroundingsStroke))
      throw Error(fmt::format("there is no paint {}", value));
    return static_cast<Paint>(value);
  }

  std::size_t length() {
    std::size_t length = 0;
    for (int bits = 0; bits < kMostBitsOfLength; bits += 7) {
      const uint8_t byte = next();
      length |= static_cast<std::size_t>(byte & 0x7f) << bits;
      if (byte < 0x80) return length;
    }
    throw Error("a run of paint is too long");
  }

 private:
  uint8_t next() {
    if (bytes_.empty()) throw Error("a run of paint is cut off");
    const auto byte = static_cast<uint8_t>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return byte;
  }

  std::span<const std::byte> bytes_;
};

}  // namespace

std::string packed(const Painting& painting) {
  return deflated(runs_of(painting));
}

Painting unpacked_painting(const std::string& bytes, PictureSize size) {
  Painting painting(size);
  const auto runs =
      inflate_bytes(std::as_bytes(std::span(bytes)), kMostBytesOfPixel * painting.size());
  RunReader reader(runs);
  auto rest = painting.all();
  while (!reader.is_at_end()) {
    const Paint paint = reader.paint();
    const std::size_t length = reader.length();
    if (length > rest.size())
      throw Error(fmt::format("runs of paint are longer than {} pixels", painting.size()));
    std::ranges::fill(rest.first(length), paint);
    rest = rest.subspan(length);
  }
  if (!rest.empty())
    throw Error(
        fmt::format("runs of paint are {} pixels short of {}", rest.size(), painting.size()));
  return painting;
}

}  // namespace panet::serve
