#include "annotation/picture_size.h"

#include <fmt/format.h>

#include "panet/base/error.h"

namespace panet {

std::string pixels(PictureSize size) {
  return fmt::format("{} x {} pixels (width x height)", size.width, size.height);
}

void expect_size(PictureSize annotation, PictureSize picture) {
  if (annotation.height == picture.height && annotation.width == picture.width) return;
  const bool turned = annotation.height == picture.width && annotation.width == picture.height;
  throw Error(fmt::format(
      "the annotation has {}, but its picture {} x {}{}", pixels(annotation), picture.width,
      picture.height,
      turned ? ", turned upright where its EXIF says so; annotate the picture as viewers show it"
             : "; annotate the picture at its own size"));
}

}  // namespace panet
