#include "image/exif.h"

#include "target.h"

namespace panet::fuzz {
namespace {

void read_exif(Bytes bytes) {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  const int orientation = exif_orientation(ByteView({data, bytes.size()}));
  expect(orientation >= 1 && orientation <= 8, "there are eight orientations");
}

const Enlisted kExif({.name = "exif", .read = read_exif});

}  // namespace
}  // namespace panet::fuzz
