#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "annotation/labelme_drawing.h"
#include "annotation/labelme_file.h"
#include "annotation/picture_size.h"
#include "base/error_context.h"
#include "base/name_list.h"
#include "image/mask.h"
#include "panet/annotation/annotation.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

std::vector<LabelmeShape> shapes_labelled(const std::vector<LabelmeShape>& shapes,
                                          const std::function<bool(const std::string&)>& is) {
  std::vector<LabelmeShape> found;
  std::copy_if(shapes.begin(), shapes.end(), std::back_inserter(found),
               [&is](const LabelmeShape& shape) { return is(shape.label); });
  return found;
}

// The labels of others, as they are written; in quotes, for spaces may be all that differs.
std::string quoted_list(const std::map<std::string, std::string>& labels) {
  std::vector<std::string> quoted;
  for (const auto& [label, written] : labels) quoted.push_back(fmt::format("\"{}\"", written));
  return name_list(quoted);
}

// The label that means the class: its name, or else the only one there is.
std::string label_of_class(const std::vector<LabelmeShape>& shapes, const std::string& class_name) {
  const std::string plain_name = plain_label(class_name);
  std::map<std::string, std::string> others;
  for (const LabelmeShape& shape : shapes) {
    if (shape.label == plain_name) return shape.label;
    if (!is_background_label(shape.label)) others.emplace(shape.label, shape.written);
  }
  if (others.size() == 1) return others.begin()->first;
  throw Error(fmt::format(
      "no shape is labelled \"{}\"; {}", class_name,
      others.empty() ? "there is only background" : "the labels are " + quoted_list(others)));
}

Mask background_of_strokes(Mask drawn_background) {
  if (!any(drawn_background))
    throw Error(
        "strokes on the class, but none on the background; draw some and label them "
        "\"background\" (or outline the class with polygons)");
  return drawn_background;
}

// Other programs' coordinates are shares of the picture's sides.
void expect_pixels(const std::vector<LabelmeShape>& shapes) {
  const auto is_fraction = [](const Point& point) {
    return point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1;
  };
  const bool are_fractions =
      std::all_of(shapes.begin(), shapes.end(), [&](const LabelmeShape& shape) {
        return shape.type != "mask" && shape.points.size() > 1 && remark_on(shape).empty() &&
               std::all_of(shape.points.begin(), shape.points.end(), is_fraction);
      });
  if (are_fractions)
    throw Error(fmt::format(
        "all points of \"{}\" lie between 0 and 1, which looks like fractions of the picture; "
        "labelme's points are pixels",
        shapes.front().written));
}

// What was passed over is told where it is not all that there was.
void expect_some(const LabelmeDrawing& drawing, const Mask& foreground, PictureSize size) {
  if (any(foreground)) return;
  if (!any(drawing.mask)) throw Error(name_list(drawing.remarks));
  throw Error(fmt::format(
      "no pixel of the picture, {}, is foreground; all are covered by background", pixels(size)));
}

Annotation annotation_of(const std::vector<LabelmeShape>& shapes, PictureSize size,
                         const std::string& class_name, int stroke_width,
                         std::vector<std::string>& remarks) {
  const std::string label = label_of_class(shapes, class_name);
  const auto on_class =
      shapes_labelled(shapes, [&](const std::string& other) { return other == label; });
  const auto on_background = shapes_labelled(shapes, [&](const std::string& other) {
    return other != label && is_background_label(other);
  });
  expect_pixels(on_class);
  LabelmeDrawing background = drawing_of(on_background, size, stroke_width);
  LabelmeDrawing drawn = drawing_of(on_class, size, stroke_width);
  // What is labelled background inside the class is a hole in it.
  Mask foreground = drawn.mask & ~background.mask;
  expect_some(drawn, foreground, size);
  for (const auto* drawing : {&drawn, &background})
    remarks.insert(remarks.end(), drawing->remarks.begin(), drawing->remarks.end());
  // Areas say all: what they do not cover is background.
  Mask rest = drawn.has_areas ? ~foreground : background_of_strokes(std::move(background.mask));
  return {std::move(foreground), std::move(rest)};
}

}  // namespace

Annotation read_labelme(const fs::path& path, PictureSize size, const std::string& class_name,
                        int stroke_width) {
  const LabelmeFile file = read_labelme_file(path);
  std::vector<std::string> remarks;
  Annotation annotation = with_context(path.string(), [&] {
    expect_size({file.image_height.value_or(size.height), file.image_width.value_or(size.width)},
                size);
    return annotation_of(file.shapes, size, class_name, stroke_width, remarks);
  });
  if (!remarks.empty()) note(fmt::format("{}: {}", path.string(), name_list(remarks)));
  return annotation;
}

}  // namespace panet
