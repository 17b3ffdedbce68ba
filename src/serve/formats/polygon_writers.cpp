#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "image/outline.h"
#include "serve/formats/json_text.h"
#include "serve/formats/writers.h"
#include "serve/formats/zip_writer.h"

// Formats of rings of points, in a file a picture.
namespace panet::serve {
namespace {

using nlohmann::json;

// Fractions of a picture's sides, as text, of all coordinates that corners of pixels have: there
// are far fewer than there may be corners.
struct Fractions {
  explicit Fractions(PictureSize size) : of_x(of_side(size.width)), of_y(of_side(size.height)) {}

  static std::vector<std::string> of_side(int64_t side) {
    std::vector<std::string> texts;
    for (int64_t i = 0; i <= side; ++i)
      texts.push_back(fmt::format(" {:.6f}", static_cast<double>(i) / static_cast<double>(side)));
    return texts;
  }

  std::vector<std::string> of_x, of_y;
};

// A line of YOLO's: the class, counted from 0, and points in fractions of the picture.
void add_yolo_line(std::string& text, std::size_t label, const Ring& ring,
                   const Fractions& fractions) {
  text += fmt::format("{}", label - 1);
  for (const Point& point : ring)
    text.append(fractions.of_x[static_cast<std::size_t>(point.x)])
        .append(fractions.of_y[static_cast<std::size_t>(point.y)]);
  text += '\n';
}

// One ring an instance, whatever it is of: YOLO knows no other. Pieces that are too small are none
// to it, as it knows no crowd.
std::string yolo_text(const ExportSource& source, const ExportedPicture& picture,
                      const LeastPiece& least) {
  const Fractions fractions(picture.size);
  std::string text;
  for (const auto& mask : source.masks(picture)) {
    const auto instances = source.instances(mask, least);
    for (const auto& outlines : outlines_of(instances.map, instances.count))
      add_yolo_line(text, mask.label, one_ring(outlines), fractions);
  }
  return text;
}

// Without a path: paths in it begin at its own folder then, wherever a training is started.
// YAML takes json's way to write a text.
std::string yolo_data(const ExportSource& source) {
  std::string text =
      "# Lay the pictures into images/, beside labels/.\n"
      "train: images\nval: images\nnames:\n";
  for (std::size_t i = 0; i < source.classes().size(); ++i)
    text += fmt::format("  {}: {}\n", i, json(source.classes()[i].name).dump());
  return text;
}

// Corners of pixels are whole numbers.
void add_points(std::string& text, const Ring& ring) {
  for (std::size_t i = 0; i < ring.size(); ++i)
    fmt::format_to(std::back_inserter(text), "{}[{}.0,{}.0]", i > 0 ? "," : "",
                   static_cast<int64_t>(ring[i].x), static_cast<int64_t>(ring[i].y));
}

// A file of labelme's.
class LabelmeText {
 public:
  explicit LabelmeText(const json& fields) : text_(text_up_to(fields, "shapes") + "[") {}

  // group: a number that no other instance of the picture has, or null.
  void add(const std::string& label, const Ring& ring, const json& group) {
    const json shape = {{"label", label},          {"group_id", group},       {"description", ""},
                        {"shape_type", "polygon"}, {"flags", json::object()}, {"mask", nullptr}};
    text_.append(std::exchange(is_first_, false) ? "\n" : ",\n")
        .append(text_up_to(shape, "points")) += "[";
    add_points(text_, ring);
    text_ += "]}";
  }

  // An instance that does not hang together is several shapes of one group.
  void add(const std::string& label, const std::vector<Outline>& outlines) {
    const json group = outlines.size() > 1 ? json(++groups_) : json();
    for (const Outline& outline : outlines) add(label, one_ring(outline), group);
  }

  // Nothing where there is no shape: labelme itself keeps no such file.
  std::optional<std::string> text() && {
    if (is_first_) return std::nullopt;
    text_ += "\n]}\n";
    return std::move(text_);
  }

 private:
  std::string text_;
  bool is_first_ = true;
  int groups_ = 0;
};

std::optional<std::string> labelme_file(const ExportSource& source, const ExportedPicture& picture,
                                        const LeastPiece& least) {
  LabelmeText text({{"version", "5.5.0"},
                    {"flags", json::object()},
                    {"imagePath", std::filesystem::path(picture.name).filename().string()},
                    {"imageData", nullptr},
                    {"imageHeight", picture.size.height},
                    {"imageWidth", picture.size.width}});
  for (const auto& mask : source.masks(picture)) {
    const std::string& label = source.class_of(mask).name;
    const auto instances = source.instances(mask, least);
    for (const auto& outlines : outlines_of(instances.map, instances.count))
      text.add(label, outlines);
    if (!instances.rest.empty()) text.add(label, one_ring(outlines_of(instances.rest)), nullptr);
  }
  return std::move(text).text();
}

}  // namespace

void write_yolo(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  ZipWriter zip(sink);
  zip.add("data.yaml", yolo_data(source));
  for (const auto& picture : source.pictures())
    zip.add("labels/" + picture.stem + ".txt", yolo_text(source, picture, least));
  zip.close();
}

void write_labelme(const ExportSource& source, const LeastPiece& least, const ChunkSink& sink) {
  ZipWriter zip(sink);
  for (const auto& picture : source.pictures())
    if (const auto file = labelme_file(source, picture, least))
      zip.add(picture.stem + ".json", *file);
  zip.close();
}

}  // namespace panet::serve
