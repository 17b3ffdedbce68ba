#include "engine/interleaving.h"

#include <array>
#include <cstring>

#include "panet/base/parallel.h"

namespace panet {
namespace {

using dnnl::memory;

constexpr int64_t kPhases = 4;

// Where the channels of a pixel lie: in blocks of neighbouring bytes.
struct PixelLayout {
  explicit PixelLayout(const memory::desc& desc) {
    const auto& blocking = desc.data.format_desc.blocking;
    const auto element = static_cast<int64_t>(memory::data_type_size(desc.data_type()));
    const auto dims = desc.dims();
    height = dims[2];
    width = dims[3];
    const int64_t channels_of_block = blocking.inner_nblks == 0 ? dims[1] : blocking.inner_blks[0];
    blocks = (dims[1] + channels_of_block - 1) / channels_of_block;
    block_bytes = channels_of_block * element;
    for (std::size_t i = 0; i < strides.size(); ++i) strides[i] = blocking.strides[i] * element;
  }

  int64_t offset(int64_t picture, int64_t block, int64_t y, int64_t x) const {
    return picture * strides[0] + block * strides[1] + y * strides[2] + x * strides[3];
  }

  int64_t height, width, blocks, block_bytes;
  std::array<int64_t, 4> strides;  // in bytes
};

memory::format_tag tag_of(const memory::desc& pictures) {
  const auto& blocking = pictures.data.format_desc.blocking;
  if (blocking.inner_nblks == 0) return memory::format_tag::nhwc;
  return blocking.inner_blks[0] == 16 ? memory::format_tag::nChw16c : memory::format_tag::nChw8c;
}

char* bytes_of(const memory& memory) {
  return static_cast<char*>(memory.get_data_handle());
}

// Calls `visit(offset in the four pictures, offset in the picture, bytes)` for each block of
// channels of each pixel.
template <typename Visit>
void for_each_pixel(const memory& pictures, const memory& interleaved, const Visit& visit) {
  const PixelLayout whole(pictures.get_desc()), part(interleaved.get_desc());
  const int64_t count = pictures.get_desc().dims()[0];
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

bool can_be_interleaved(const memory::desc& pictures) {
  const auto& blocking = pictures.data.format_desc.blocking;
  if (pictures.data.format_kind != dnnl_blocked) return false;
  if (blocking.inner_nblks == 0) return blocking.strides[1] == 1;
  return blocking.inner_nblks == 1 && blocking.inner_idxs[0] == 1 &&
         (blocking.inner_blks[0] == 8 || blocking.inner_blks[0] == 16);
}

memory::desc interleaved(const memory::desc& pictures) {
  auto dims = pictures.dims();
  dims[0] *= kPhases;
  dims[2] = (dims[2] + 1) / 2;
  dims[3] = (dims[3] + 1) / 2;
  return {dims, pictures.data_type(), tag_of(pictures)};
}

void interleave(const memory& pictures, const memory& interleaved) {
  const auto dims = pictures.get_desc().dims();
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
  const int64_t count = interleaved.get_desc().dims()[0] / kPhases;
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
