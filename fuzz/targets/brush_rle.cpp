#include "serve/formats/brush_rle.h"

#include "target.h"

namespace panet::fuzz {
namespace {

// In a picture of one size, as the runs tell theirs.
void read_brush(Bytes bytes) {
  constexpr PictureSize kSize{.height = 4, .width = 6};
  const auto* const runs = reinterpret_cast<const uint8_t*>(bytes.data());
  const Mask mask = serve::decode_brush_rle({runs, bytes.size()}, kSize);
  expect(serve::decode_brush_rle(serve::brush_rle(mask), kSize) == mask,
         "a mask is the same after all");
}

const Enlisted kBrushRle({.name = "brush_rle", .read = read_brush});

}  // namespace
}  // namespace panet::fuzz
