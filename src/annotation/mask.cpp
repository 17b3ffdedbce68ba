#include <fmt/format.h>

#include <utility>

#include "annotation/label_list.h"
#include "annotation/mask_content.h"
#include "annotation/mask_foreground.h"
#include "annotation/picture_size.h"
#include "base/error_context.h"
#include "base/option_name.h"
#include "image/mask.h"
#include "image/png.h"
#include "panet/annotation/annotation.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

void expect_labels(const Png& mask, int label) {
  if (label < 0 || label > 255)
    throw Error(fmt::format("label {} is asked for, but a mask holds labels from 0 to 255", label));
  if (mask.labels.empty())
    throw Error(fmt::format(
        "label {} is asked for, but this mask holds colours, not labels; save it as a palette or "
        "grey PNG, or ask for no label",
        label));
}

Mask foreground_of_label(const Png& mask, int label) {
  expect_labels(mask, label);
  Mask foreground = where(mask.labels, static_cast<uint8_t>(label));
  if (!any(foreground))
    throw Error(
        fmt::format("no pixel has label {}; the mask holds {}", label, label_list(mask.labels)));
  return foreground;
}

// One value, or colour, all over may be a class that fills its picture. Of several none is right
// for all.
void expect_background(const Png& mask, const Mask& foreground) {
  if (!all(foreground) || colour_count(mask) == 1) return;
  if (mask.labels.empty())
    throw Error(fmt::format(
        "all pixels are foreground: the colours are {}, none is black; paint the background black",
        colour_list(mask)));
  throw Error(
      fmt::format("all pixels are foreground: the values are {}, none is 0; say which of them is "
                  "the class ({} N)",
                  label_list(mask.labels), option_name("label")));
}

Mask foreground_without_label(const Png& mask) {
  Mask foreground = mask_foreground(mask);
  if (!any(foreground))
    throw Error(
        "no pixel is foreground, all are zero (black) or transparent; paint the class white");
  expect_background(mask, foreground);
  return foreground;
}

void expect_no_photograph(const Png& mask) {
  if (!is_photograph(mask, mask_foreground(mask))) return;
  throw Error(
      fmt::format("holds {} colours, as a photograph does; a mask is black and white, or has a "
                  "value or colour for each class",
                  colour_count(mask)));
}

// Every value but 0 counts, also where nobody sees that it is not 0.
void note_faint_pixels(const fs::path& path, const Png& mask, const Mask& foreground) {
  const double share = faint_share(mask, foreground);
  if (share == 0) return;
  note(fmt::format(
      "{}: {:.1f} % of the foreground is faint, a soft edge or traces of JPEG; every value but 0 "
      "counts, so paint it black where it is not meant",
      path.string(), 100 * share));
}

Mask foreground_of(const fs::path& path, const Png& mask, std::optional<int> label) {
  expect_no_photograph(mask);
  if (label) return foreground_of_label(mask, *label);
  Mask foreground = foreground_without_label(mask);
  note_faint_pixels(path, mask, foreground);
  return foreground;
}

}  // namespace

Annotation read_mask(const fs::path& path, PictureSize size, std::optional<int> label) {
  const Png mask = read_png(path, [size](int64_t height, int64_t width) {
    expect_size({height, width}, size);
  });
  return with_context(path.string(), [&] {
    Mask foreground = foreground_of(path, mask, label);
    Mask background = ~foreground;
    return Annotation{std::move(foreground), std::move(background)};
  });
}

}  // namespace panet
