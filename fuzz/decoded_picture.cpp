#include "decoded_picture.h"

#include "panet/image/decode.h"
#include "panet/image/picture_limit.h"

namespace panet::fuzz {

void decode_somehow(Bytes file) {
  const Picture picture = decode_picture(file);
  expect(!picture.empty(), "a picture has pixels");
  expect(picture.height() * picture.width() <= max_pixels(), "no picture is over the limit");
  expect(picture.copy() == picture, "each pixel can be read");
}

}  // namespace panet::fuzz
