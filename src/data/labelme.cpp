#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

#include "data/error_context.h"
#include "data/labelme_drawing.h"
#include "data/labelme_file.h"
#include "data/name_list.h"
#include "data/picture_size.h"
#include "panet/data/annotation.h"
#include "panet/file/error.h"
#include "panet/file/mapped_file.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// Most of a large file is the picture itself, in "imageData".
constexpr std::size_t kMostBytes = std::size_t{1} << 28;

std::vector<LabelmeShape> shapes_labelled(const std::vector<LabelmeShape>& shapes,
                                          const std::function<bool(const std::string&)>& is) {
  std::vector<LabelmeShape> found;
  std::copy_if(shapes.begin(), shapes.end(), std::back_inserter(found),
               [&is](const LabelmeShape& shape) { return is(shape.label); });
  return found;
}

// The label that means the class: its name, or else the only one there is.
std::string label_of_class(const std::vector<LabelmeShape>& shapes, const std::string& class_name) {
  std::set<std::string> others;
  for (const LabelmeShape& shape : shapes) {
    if (shape.label == plain_label(class_name)) return shape.label;
    if (!is_background_label(shape.label)) others.insert(shape.label);
  }
  if (others.size() == 1) return *others.begin();
  throw Error(fmt::format("no shape is labelled \"{}\"; {}", class_name,
                          others.empty()
                              ? "there is only background"
                              : "the labels are " + name_list({others.begin(), others.end()})));
}

torch::Tensor background_of_strokes(const torch::Tensor& drawn_background) {
  if (!drawn_background.any().item<bool>())
    throw Error(
        "strokes on the class, but none on the background; draw some and label them "
        "\"background\" (or outline the class with polygons)");
  return drawn_background;
}

Annotation annotation_of(const std::vector<LabelmeShape>& shapes, PictureSize size,
                         const std::string& class_name, int stroke_width) {
  const std::string label = label_of_class(shapes, class_name);
  const auto on_class =
      shapes_labelled(shapes, [&](const std::string& other) { return other == label; });
  const auto on_background = shapes_labelled(shapes, [&](const std::string& other) {
    return other != label && is_background_label(other);
  });
  const torch::Tensor background = drawing_of(on_background, size, stroke_width);
  // What is labelled background inside the class is a hole in it.
  const torch::Tensor foreground = drawing_of(on_class, size, stroke_width) * background.eq(0);
  if (!foreground.any().item<bool>())
    throw Error(fmt::format(
        "no pixel of the picture ({}) is foreground; the shapes lie outside it, are too small, or "
        "are covered by background",
        pixels(size)));
  // Areas say all: what they do not cover is background.
  const bool has_areas = std::any_of(on_class.begin(), on_class.end(), is_area);
  return {foreground,
          has_areas ? foreground.eq(0).to(torch::kUInt8) : background_of_strokes(background)};
}

}  // namespace

Annotation read_labelme(const fs::path& path, PictureSize size, const std::string& class_name,
                        int stroke_width) {
  const MappedFile bytes(path);
  return with_context(path.string(), [&] {
    if (bytes.bytes().size() > kMostBytes)
      throw Error(fmt::format("over {} bytes, too large for labelme", kMostBytes));
    const LabelmeFile file = parse_labelme(bytes.bytes());
    expect_size({file.image_height.value_or(size.height), file.image_width.value_or(size.width)},
                size);
    return annotation_of(file.shapes, size, class_name, stroke_width);
  });
}

}  // namespace panet
