#include <fmt/format.h>

#include "data/error_context.h"
#include "data/label_list.h"
#include "data/mask_content.h"
#include "data/mask_foreground.h"
#include "data/picture_size.h"
#include "panet/data/annotation.h"
#include "panet/file/error.h"
#include "panet/image/png.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// As ScribbleSup writes them.
constexpr int kBackgroundIndex = 0;
constexpr int kUnknownIndex = 255;

// A pixel is green (or red) where that channel exceeds both others by more than this: where more
// than half of a pixel at the edge of a stroke is stroke, be it on white, on black or on
// transparent.
constexpr int kDominance = 128;

constexpr int kRed = 0, kGreen = 1, kBlue = 2;

// channel, other: → H x W bool.
torch::Tensor dominates(const torch::Tensor& colours, int channel, int other) {
  const torch::Tensor difference =
      colours.select(2, channel).to(torch::kInt16) - colours.select(2, other).to(torch::kInt16);
  return difference.gt(kDominance);
}

torch::Tensor is_pure(const Png& png, int channel) {
  const torch::Tensor& colours = png.colours;
  torch::Tensor pure = visible_pixels(png);
  for (const int other : {kRed, kGreen, kBlue})
    pure &= colours.select(2, other).eq(other == channel ? 255 : 0);
  return pure;
}

// A palette PNG with nothing unknown would be no scribble by index; with pure green or red it is
// one by colour, saved with a palette by a drawing program.
bool is_by_colour(const Png& png) {
  if (!png.labels.defined()) return true;
  return png.has_palette && !png.labels.eq(kUnknownIndex).any().item<bool>() &&
         (is_pure(png, kGreen) | is_pure(png, kRed)).any().item<bool>();
}

Annotation strokes_by_colour(const Png& png) {
  const torch::Tensor& colours = png.colours;
  const torch::Tensor visible = visible_pixels(png);
  const torch::Tensor green =
      dominates(colours, kGreen, kRed) & dominates(colours, kGreen, kBlue) & visible;
  const torch::Tensor red =
      dominates(colours, kRed, kGreen) & dominates(colours, kRed, kBlue) & visible;
  return {green.to(torch::kUInt8), red.to(torch::kUInt8)};
}

void expect_stroke_label(int label) {
  if (label > kBackgroundIndex && label < kUnknownIndex) return;
  throw Error(fmt::format(
      "label {} is asked for, but foreground strokes have a label from {} to {} ({} is background, "
      "{} unknown)",
      label, kBackgroundIndex + 1, kUnknownIndex - 1, kBackgroundIndex, kUnknownIndex));
}

Annotation strokes_by_index(const Png& png, std::optional<int> label) {
  if (label) expect_stroke_label(*label);
  const torch::Tensor known = png.labels.ne(kUnknownIndex) & visible_pixels(png);
  const torch::Tensor foreground =
      known & (label ? png.labels.eq(*label) : png.labels.ne(kBackgroundIndex));
  return {foreground.to(torch::kUInt8), (known & foreground.logical_not()).to(torch::kUInt8)};
}

// "no foreground stroke": what to draw, in the convention that the file follows.
std::string advice_by_colour(const char* kind) {
  return fmt::format(
      "no {} stroke; draw strokes in green (0, 255, 0) on the class and in red (255, 0, 0) on the "
      "background, all else transparent, black or white",
      kind);
}

std::string advice_by_index(const char* kind, const Png& png, std::optional<int> label) {
  return fmt::format(
      "no {} stroke; the file holds labels {} where {} is foreground, 0 background and 255 unknown "
      "(or save colours: green strokes on the class, red ones on the background)",
      kind, label_list(png.labels), label ? std::to_string(*label) : "1 to 254");
}

// Neither kind of stroke may be missing: without one of them nothing is learned about foreground or
// background.
Annotation strokes_of(const Png& png, std::optional<int> label) {
  const bool by_colour = is_by_colour(png);
  const Annotation strokes = by_colour ? strokes_by_colour(png) : strokes_by_index(png, label);
  const bool has_foreground = strokes.foreground.any().item<bool>();
  if (has_foreground && strokes.background.any().item<bool>()) return strokes;
  const char* const missing = has_foreground ? "background" : "foreground";
  throw Error(by_colour ? advice_by_colour(missing) : advice_by_index(missing, png, label));
}

// Red and green things of a photograph would count as strokes.
void expect_strokes_alone(const Png& png) {
  if (!is_textured(png)) return;
  throw Error(
      fmt::format("holds {} colours, as the photograph does, not strokes alone; save the layer of "
                  "strokes alone, without the picture below",
                  colour_count(png)));
}

}  // namespace

Annotation read_scribble(const fs::path& path, PictureSize size, std::optional<int> label) {
  const Png png = read_png(path, [size](int64_t height, int64_t width) {
    expect_size({height, width}, size);
  });
  return with_context(path.string(), [&] {
    expect_strokes_alone(png);
    return strokes_of(png, label);
  });
}

}  // namespace panet
