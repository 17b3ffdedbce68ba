#include "dataset/fss_mask.h"

#include <fmt/format.h>

#include <fstream>

#include "base/error_context.h"
#include "dataset/prepared_picture.h"
#include "image/png_reader.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr int64_t kMostPixels = int64_t{1} << 24;

// By the head of the file alone.
PictureSize size_of_png(const fs::path& file) {
  return with_context(file.string(), [&] {
    std::ifstream in(file, std::ios::binary);
    if (!in || fs::is_directory(file)) throw Error("cannot be read");
    const PngReader reader(in);
    const PictureSize size = {.height = reader.height(), .width = reader.width()};
    if (size.height * size.width > kMostPixels)
      throw Error(
          fmt::format("a mask of {} x {} pixels, far beyond FSS-1000's pictures of 224 x 224",
                      size.width, size.height));
    return size;
  });
}

}  // namespace

Annotation read_fss_mask(const fs::path& mask, PictureSize picture, std::optional<int> label) {
  const auto size = size_of_png(mask);
  const bool is_same = size.height == picture.height && size.width == picture.width;
  const bool is_turned = size.height == picture.width && size.width == picture.height;
  if (is_same || is_turned) return read_mask(mask, picture, label);
  const auto annotation = read_mask(mask, size, label);
  note(fmt::format("{}: the mask has {} x {} pixels, its picture {} x {}; it is resized",
                   mask.string(), size.width, size.height, picture.width, picture.height));
  return resized_to_nearest(annotation, picture);
}

Annotation read_fss_mask(const fs::path& mask, std::optional<int> label) {
  return read_mask(mask, size_of_png(mask), label);
}

}  // namespace panet
