#include "engine/interleaving.h"

#include <cstring>

#include "base/parallel.h"
#include "base/quotient_up.h"
#include "engine/dnnl_versions.h"
#include "engine/pixel_layout.h"

namespace panet {
namespace {

using dnnl::memory;

constexpr int64_t kPhases = 4;

// Where the channels of a pixel lie: in blocks of neighbouring bytes.
struct PixelLayout {
  explicit PixelLayout(const memory::desc& desc) {
    const auto dims = dims_of(desc);
    const int64_t channels = channels_of_block(desc);
    height = dims[2];
    width = dims[3];
    blocks = quotient_up(dims[1], channels);
    block_bytes = channels * static_cast<int64_t>(memory::data_type_size(type_of(desc)));
  }

  int64_t offset(int64_t picture, int64_t block, int64_t y, int64_t x) const {
    return (((picture * blocks + block) * height + y) * width + x) * block_bytes;
  }

  int64_t height, width, blocks, block_bytes;
};

char* bytes_of(const memory& memory) {
  return static_cast<char*>(memory.get_data_handle());
}

// Calls `visit(offset in the four pictures, offset in the picture, bytes)` for each block of
// channels of each pixel.
template <typename Visit>
void for_each_pixel(const memory& pictures, const memory& interleaved, const Visit& visit) {
  const PixelLayout whole(pictures.get_desc()), part(interleaved.get_desc());
  const int64_t count = dims_of(pictures.get_desc())[0];
  parallel_for(0, count * whole.blocks * whole.height, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t y = i % whole.height;
      const int64_t block = i / whole.height % whole.blocks;
      const int64_t picture = i / whole.height / whole.blocks;
      for (int64_t x = 0; x < whole.width; ++x) {
        const int64_t phase = y % 2 * 2 + x % 2;
        visit(part.offset(phase * count + picture, block, y / 2, x / 2),
              whole.offset(picture, block, y, x), whole.block_bytes);
      }
    }
  });
}

}  // namespace

memory::desc interleaved(const memory::desc& pictures) {
  auto dims = dims_of(pictures);
  dims[0] *= kPhases;
  dims[2] = (dims[2] + 1) / 2;
  dims[3] = (dims[3] + 1) / 2;
  return {dims, type_of(pictures), pixel_layout(pictures).value()};
}

void interleave(const memory& pictures, const memory& interleaved) {
  const auto dims = dims_of(pictures.get_desc());
  for_each_pixel(pictures, interleaved,
                 [to = bytes_of(interleaved), from = bytes_of(pictures)](
                     int64_t part, int64_t whole, int64_t bytes) {
                   std::memcpy(to + part, from + whole, static_cast<std::size_t>(bytes));
                 });
  clear_margins(interleaved, dims[2], dims[3]);
}

void deinterleave(const memory& interleaved, const memory& pictures) {
  for_each_pixel(pictures, interleaved,
                 [to = bytes_of(pictures), from = bytes_of(interleaved)](
                     int64_t part, int64_t whole, int64_t bytes) {
                   std::memcpy(to + whole, from + part, static_cast<std::size_t>(bytes));
                 });
}

void clear_margins(const memory& interleaved, int64_t height, int64_t width) {
  const PixelLayout part(interleaved.get_desc());
  const int64_t count = dims_of(interleaved.get_desc())[0] / kPhases;
  const auto clear = [&](int64_t picture, int64_t y, int64_t x) {
    for (int64_t block = 0; block < part.blocks; ++block)
      std::memset(bytes_of(interleaved) + part.offset(picture, block, y, x), 0,
                  static_cast<std::size_t>(part.block_bytes));
  };
  for (int64_t picture = 0; picture < kPhases * count; ++picture) {
    const int64_t phase = picture / count;
    const bool ends_below = phase / 2 == 1 && height % 2 == 1;
    const bool ends_right = phase % 2 == 1 && width % 2 == 1;
    for (int64_t x = 0; ends_below && x < part.width; ++x) clear(picture, part.height - 1, x);
    for (int64_t y = 0; ends_right && y < part.height; ++y) clear(picture, y, part.width - 1);
  }
}

}  // namespace panet
