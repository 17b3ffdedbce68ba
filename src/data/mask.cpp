#include <fmt/format.h>

#include "data/error_context.h"
#include "data/label_list.h"
#include "data/mask_foreground.h"
#include "data/picture_size.h"
#include "panet/data/annotation.h"
#include "panet/file/error.h"
#include "panet/image/png.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

void expect_labels(const Png& mask, int label) {
  if (label < 0 || label > 255)
    throw Error(fmt::format("label {} is asked for, but a mask holds labels from 0 to 255", label));
  if (!mask.labels.defined())
    throw Error(fmt::format(
        "label {} is asked for, but this mask holds colours, not labels; save it as a palette or "
        "grey PNG, or ask for no label",
        label));
}

torch::Tensor foreground_of_label(const Png& mask, int label) {
  expect_labels(mask, label);
  const torch::Tensor foreground = mask.labels.eq(label);
  if (!foreground.any().item<bool>())
    throw Error(
        fmt::format("no pixel has label {}; the mask holds {}", label, label_list(mask.labels)));
  return foreground;
}

torch::Tensor foreground_without_label(const Png& mask) {
  const torch::Tensor foreground = mask_foreground(mask);
  if (!foreground.any().item<bool>())
    throw Error(
        "no pixel is foreground, all are zero (black) or transparent; paint the class white");
  return foreground;
}

}  // namespace

Annotation read_mask(const fs::path& path, PictureSize size, std::optional<int> label) {
  const Png mask = read_png(path);
  return with_context(path.string(), [&] {
    expect_size({mask.colours.size(0), mask.colours.size(1)}, size);
    const torch::Tensor foreground =
        label ? foreground_of_label(mask, *label) : foreground_without_label(mask);
    return Annotation{foreground.to(torch::kUInt8), foreground.logical_not().to(torch::kUInt8)};
  });
}

}  // namespace panet
