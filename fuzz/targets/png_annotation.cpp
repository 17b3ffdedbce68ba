#include <optional>

#include "image/mask.h"
#include "image/png.h"
#include "input_file.h"
#include "panet/annotation/annotation.h"
#include "png_sums.h"

namespace panet::fuzz {
namespace {

// As large as the picture would have to be.
PictureSize size_in_head(Bytes file) {
  PictureSize size;
  const auto note_size = [&size](int64_t height, int64_t width) { size = {height, width}; };
  read_png(file, "a.png", note_size);
  return size;
}

void expect_sound(const Annotation& annotation, PictureSize size) {
  expect(annotation.foreground.dimensions() == size, "an annotation is as large as its picture");
  expect(!any(annotation.foreground & annotation.background), "no pixel is both");
}

void read_png_annotation(Bytes file) {
  const PictureSize size = size_in_head(file);
  const auto& path = input_file(file);
  for (const std::optional<int> label : {std::optional<int>(), std::optional(1)}) {
    attempt([&] { expect_sound(read_mask(path, size, label), size); });
    attempt([&] { expect_sound(read_scribble(path, size, label), size); });
  }
}

const Enlisted kPngAnnotation({.name = "png_annotation",
                               .read = read_png_annotation,
                               .repair = repair_png_sums});

}  // namespace
}  // namespace panet::fuzz
