#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <vector>

namespace panet {

// What is read of a PNG.
enum class PngContent {
  kPixels,  // and what tells their meaning: palette, transparency, orientation
  kText     // what stands before the pixels, to which the rest of the file does not matter
};

// A PNG as libpng gets to see it. libpng makes room for as many bytes as a chunk's head promises
// before it reads any, and keeps what it has no use for, unpacked; so it sees only chunks that were
// asked for, and none that goes beyond the end of the file. Of text those are the first 16 chunks
// of at most 1 MiB each.
class PngChunks {
 public:
  // Goes from head to head. `source`, at its beginning, must outlive this. panet::Error (no file
  // name yet) for what is no PNG, ends before the picture does, or has a chunk that must not be
  // passed over and is of no kind known, or too large for its kind.
  PngChunks(std::istream& source, PngContent content);

  // The next bytes; false where there are not so many.
  bool read(uint8_t* out, std::size_t count);

  // A part of the source.
  struct Stretch {
    uint64_t begin, end;
  };

 private:
  std::istream& source_;
  std::vector<Stretch> stretches_;  // what libpng sees, in this order
  std::size_t current_ = 0;
};

}  // namespace panet
