#include "image/exif.h"

#include "image/tiff_directory.h"

namespace panet {

int exif_orientation(ByteView exif) {
  constexpr int kOrientationTag = 274;
  try {
    const uint32_t orientation = TiffDirectory(exif).value(kOrientationTag, 1);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  } catch (const Error&) {
    return 1;
  }
}

}  // namespace panet
