#include "serve/project/masks.h"

#include "image/mask.h"
#include "image/rle.h"

namespace panet::serve {

std::optional<std::string> packed_mask(const Mask& mask) {
  if (!any(mask)) return std::nullopt;
  return compress_rle(encode_rle(mask));
}

Mask unpacked_mask(const std::optional<std::string>& text, PictureSize size) {
  if (!text) return Mask(size);
  return decode_rle(decompress_rle(*text, size.height, size.width));
}

}  // namespace panet::serve
