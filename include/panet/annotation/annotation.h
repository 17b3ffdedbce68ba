#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/image/shapes.h"

namespace PANET_PUBLIC panet {

// What a person said about one picture: where the class is, and where the background is. Pixels in
// neither are unknown (scribbles leave most of them so). Never are both 1 at a pixel.
struct Annotation {
  Mask foreground = {};
  Mask background = {};

  Annotation copy() const {
    return {.foreground = foreground.copy(), .background = background.copy()};
  }
};

struct Box {
  double x1 = 0, y1 = 0, x2 = 0,
         y2 = 0;  // pixels, two opposite corners; see Point in image/shapes.h
};

// Every reader below takes the size of the picture that it annotates (after its EXIF rotation, as
// decode_picture returns it); panet::Error, naming the annotation file, where the sizes differ,
// where no pixel is foreground, or where the file is broken. A PNG of another size is refused by
// its head, before it is unpacked.

// STEM.png or STEM.mask.png. With `label` the pixels of that palette index or grey value are
// foreground; without it every visible pixel (alpha of 128 or more) that is not zero, in a colour
// mask not black. All others are background, void included, as in the paper's code.
// One exception for palettes that a program reordered to save a smaller file: where black is among
// the colours in use, but not as index 0, black is background rather than index 0.
// panet::Error for a photograph (annotation/mask_content.h tells it from a mask with soft edges)
// and, without `label`, for several values (colours) of which none is 0 (black). A note where faint
// pixels, blur or what JPEG leaves, are foreground: every value but 0 is.
Annotation read_mask(const std::filesystem::path& path, PictureSize size,
                     std::optional<int> label = {});

// STEM.scribble.png. Needs strokes of both kinds; what is transparent (alpha below 128) is unknown.
// By index (palette or grey PNG, as ScribbleSup): 0 is a background stroke, 255 unknown, `label`
// (or, without it, any other value) a foreground stroke, a stroke of another class is background.
// By colour (RGB or RGBA): green (0, 255, 0) is foreground, red (255, 0, 0) background, all else
// unknown. At the softened edge of a stroke the pixels that are more than half stroke belong to it:
// those whose green (red) exceeds both other channels by more than 128.
// A palette PNG is by colour where none of its pixels has index 255 and some are pure green or red:
// by index nothing in it would be unknown, and drawing programs save few colours with a palette.
// `label` has no meaning by colour. panet::Error for strokes in the photograph itself.
Annotation read_scribble(const std::filesystem::path& path, PictureSize size,
                         std::optional<int> label = {});

// STEM.box.txt: a line "x1 y1 x2 y2" per box in pixels, spaces or commas between, blank lines and
// lines from # on skipped. Inside any box is foreground, outside all is background (paper
// Sec. 4.4). Boxes are clipped to the picture; one of no area, outside it, under two pixels wide
// and high, or in fractions of the picture (all numbers between 0 and 1) is an error. `source` is
// what errors name.
std::vector<Box> read_boxes(const std::filesystem::path& path);
Annotation annotation_of_boxes(const std::vector<Box>& boxes, PictureSize size,
                               const std::string& source);

// STEM.json as labelme writes it, and X-AnyLabeling. Shapes labelled `class_name` (compared by
// folded_text) are the class; where no shape carries that name, yet all but "background" carry one
// and the same, that one is. polygon, rectangle, circle and mask (a base64 PNG from the first
// corner of its points on, at its own size), and other types of four corners or that end where they
// began, are areas: where the class has one, background is everything that its shapes do not cover.
// linestrip, line and point are strokes of `stroke_width` pixels: where the class has strokes
// alone, background is what shapes labelled "background" (or "_background_") cover, and the rest is
// unknown. In both cases a pixel that shapes of both kinds cover is background: a hole in the
// class. Shapes that say nothing (too few points, no area, outside, of a type not known) are passed
// over with a note; panet::Error where nothing of the class is left, for areas in fractions of the
// picture, and for more large shapes than can be drawn in seconds.
Annotation read_labelme(const std::filesystem::path& path, PictureSize size,
                        const std::string& class_name, int stroke_width = 3);

}  // namespace panet
