#include "image/png_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "image/byte_view.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr std::array<uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr uint64_t kHeadSize = 8, kChecksumSize = 4;
constexpr uint64_t kLargestChunk = 8 << 20;  // of those without pixels
constexpr uint64_t kLargestText = 1 << 20;
constexpr std::size_t kMostTexts = 16;

struct Chunk {
  std::string name;
  uint64_t begin, length;  // of its head; of its content

  uint64_t end() const { return begin + kHeadSize + length + kChecksumSize; }
  bool holds_pixels() const { return name == "IDAT"; }
  bool holds_text() const { return name == "tEXt" || name == "zTXt" || name == "iTXt"; }
  // Capital letters begin the names of those without which a picture cannot be understood.
  bool is_critical() const { return name[0] >= 'A' && name[0] <= 'Z'; }
};

Error broken(const std::string& what) {
  return Error("broken PNG: " + what);
}

Error truncated() {
  return broken("truncated: the file ends before the picture does");
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Goes from chunk to chunk by their lengths.
class ChunkWalk {
 public:
  explicit ChunkWalk(std::istream& source) : source_(source) {
    source_.seekg(0, std::ios::end);
    size_ = static_cast<uint64_t>(source_.tellg());
    source_.seekg(0);
    std::array<uint8_t, kSignature.size()> begin{};
    if (!read(begin) || begin != kSignature) throw Error("not a PNG");
  }

  // Whether a chunk's content is there as well is for expect_content() to tell.
  Chunk next() {
    std::array<uint8_t, kHeadSize> head;
    const uint64_t begin = position_;
    if (!read(head)) throw truncated();
    const Chunk chunk{
        .name = {head.begin() + 4, head.end()}, .begin = begin, .length = ByteView(head).u32(0)};
    if (!std::all_of(chunk.name.begin(), chunk.name.end(), is_letter))
      throw broken("a chunk whose name is none");
    return chunk;
  }

  void expect_content(const Chunk& chunk) const {
    if (chunk.end() > size_) throw truncated();
  }

  // Moves behind the chunk that next() gave last.
  void pass_over(const Chunk& chunk) {
    constexpr uint64_t kWorthASeek = 4096;
    const uint64_t bytes = chunk.end() - position_;
    if (bytes < kWorthASeek) {
      source_.ignore(static_cast<std::streamsize>(bytes));
    } else {
      source_.seekg(static_cast<std::streamoff>(chunk.end()));
    }
    position_ = chunk.end();
  }

 private:
  template <std::size_t kCount>
  bool read(std::array<uint8_t, kCount>& bytes) {
    position_ += kCount;
    return static_cast<bool>(source_.read(reinterpret_cast<char*>(bytes.data()), kCount));
  }

  std::istream& source_;
  uint64_t size_ = 0, position_ = 0;
};

// Which chunks libpng sees.
class Selection {
 public:
  explicit Selection(PngContent content) : content_(content) {}

  bool takes(const Chunk& chunk) {
    if (chunk.holds_text()) return takes_text(chunk);
    if (!is_of_use(chunk)) return passes_over(chunk);
    if (chunk.length > kLargestChunk && !chunk.holds_pixels())
      throw broken(fmt::format("{} bytes in a chunk {}", chunk.length, chunk.name));
    return chunk.is_critical() || seen_.insert(chunk.name).second;
  }

 private:
  bool takes_text(const Chunk& chunk) {
    if (content_ != PngContent::kText || chunk.length > kLargestText) return false;
    return texts_++ < kMostTexts;
  }

  static bool is_of_use(const Chunk& chunk) {
    static const std::set<std::string> names = {"IHDR", "PLTE", "tRNS", "eXIf", "IDAT", "IEND"};
    return names.contains(chunk.name);
  }

  static bool passes_over(const Chunk& chunk) {
    if (chunk.is_critical())
      throw broken(fmt::format("a chunk {}, which this version does not know", chunk.name));
    return false;
  }

  PngContent content_;
  std::set<std::string> seen_;
  std::size_t texts_ = 0;
};

void append(std::vector<PngChunks::Stretch>& stretches, uint64_t begin, uint64_t end) {
  if (!stretches.empty() && stretches.back().end == begin) {
    stretches.back().end = end;
  } else {
    stretches.push_back({begin, end});
  }
}

std::vector<PngChunks::Stretch> chosen_stretches(std::istream& source, PngContent content) {
  ChunkWalk walk(source);
  Selection selection(content);
  std::vector<PngChunks::Stretch> stretches = {{0, kSignature.size()}};
  for (;;) {
    const Chunk chunk = walk.next();
    if (content == PngContent::kText && chunk.holds_pixels()) {
      append(stretches, chunk.begin, chunk.begin + kHeadSize);  // libpng stops there
      return stretches;
    }
    walk.expect_content(chunk);
    if (selection.takes(chunk)) append(stretches, chunk.begin, chunk.end());
    if (chunk.name == "IEND") return stretches;
    walk.pass_over(chunk);
  }
}

}  // namespace

PngChunks::PngChunks(std::istream& source, PngContent content)
    : source_(source), stretches_(chosen_stretches(source, content)) {
  source_.clear();
  source_.seekg(0);
}

bool PngChunks::read(uint8_t* out, std::size_t count) {
  while (count > 0 && current_ < stretches_.size()) {
    auto& [begin, end] = stretches_[current_];
    const auto part = std::min<uint64_t>(count, end - begin);
    source_.read(reinterpret_cast<char*>(out), static_cast<std::streamsize>(part));
    if (!source_) return false;
    out += part;
    count -= part;
    begin += part;
    if (begin < end || ++current_ == stretches_.size()) continue;
    source_.seekg(static_cast<std::streamoff>(stretches_[current_].begin));
  }
  return count == 0;
}

}  // namespace panet
