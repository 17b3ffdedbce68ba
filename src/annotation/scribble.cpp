#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "annotation/label_list.h"
#include "annotation/mask_content.h"
#include "annotation/mask_foreground.h"
#include "annotation/picture_size.h"
#include "base/error_context.h"
#include "image/mask.h"
#include "image/png.h"
#include "panet/annotation/annotation.h"
#include "panet/base/error.h"

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

constexpr Rgba kPureRed = {255, 0, 0, 255}, kPureGreen = {0, 255, 0, 255};

// Visible, and red.
bool is_red(const Rgba& colour) {
  const auto [red, green, blue, alpha] = colour;
  return is_visible(colour) && red - green > kDominance && red - blue > kDominance;
}

bool is_green(const Rgba& colour) {
  const auto [red, green, blue, alpha] = colour;
  return is_visible(colour) && green - red > kDominance && green - blue > kDominance;
}

bool is_pure(const Rgba& colour) {
  const Rgba opaque = {colour[0], colour[1], colour[2], 255};
  return is_visible(colour) && (opaque == kPureRed || opaque == kPureGreen);
}

// A palette PNG with nothing unknown would be no scribble by index; with pure green or red it is
// one by colour, saved with a palette by a drawing program.
bool is_by_colour(const Png& png) {
  if (png.labels.empty()) return true;
  return png.has_palette && std::ranges::count(png.labels.all(), kUnknownIndex) == 0 &&
         std::ranges::any_of(png.colours.all(), is_pure);
}

Annotation strokes_by_colour(const Png& png) {
  return {.foreground = mapped<Mask>(png.colours, is_green),
          .background = mapped<Mask>(png.colours, is_red)};
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
  const Mask known = mapped<Mask>(png.labels, png.colours, [](uint8_t index, const Rgba& colour) {
    return index != kUnknownIndex && is_visible(colour);
  });
  Mask foreground = known & mapped<Mask>(png.labels, [label](uint8_t index) {
                      return label ? index == *label : index != kBackgroundIndex;
                    });
  Mask background = known & ~foreground;
  return {std::move(foreground), std::move(background)};
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
  Annotation strokes = by_colour ? strokes_by_colour(png) : strokes_by_index(png, label);
  const bool has_foreground = any(strokes.foreground);
  if (has_foreground && any(strokes.background)) return strokes;
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
