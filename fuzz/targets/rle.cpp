#include "image/rle.h"

#include <cstring>

#include "first_bytes.h"

namespace panet::fuzz {
namespace {

std::vector<uint32_t> counts_in(Bytes bytes) {
  std::vector<uint32_t> counts(bytes.size() / sizeof(uint32_t));
  if (!counts.empty()) std::memcpy(counts.data(), bytes.data(), counts.size() * sizeof(uint32_t));
  return counts;
}

// Height, width, then COCO's compressed text, or counts of four bytes each.
void read_rle(Bytes bytes) {
  FirstBytes first(bytes);
  const auto kind = first.next();
  const int64_t height = first.next(), width = first.next();
  const Rle rle = kind % 2 == 0 ? decompress_rle(std::string(text_of(first.rest())), height, width)
                                : Rle{height, width, counts_in(first.rest())};
  const Mask mask = decode_rle(rle);
  const Rle again = decompress_rle(compress_rle(encode_rle(mask)), height, width);
  expect(decode_rle(again) == mask, "a mask is the same after all");
  expect(rle_area(again) == rle_area(rle), "two codes of a mask have one area");
}

const Enlisted kRle({.name = "rle", .read = read_rle});

}  // namespace
}  // namespace panet::fuzz
