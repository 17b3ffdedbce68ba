#include "image/exif.h"

#include "image/tiff_directory.h"

namespace panet {

int exif_orientation(ByteView exif) {
  constexpr int orientation_tag = 274;
  try {
    const uint32_t orientation = TiffDirectory(exif).value(orientation_tag, 1);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  } catch (const Error&) {
    return 1;
  }
}

}  // namespace panet
