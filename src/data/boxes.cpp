#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "data/byte_order_mark.h"
#include "data/error_context.h"
#include "data/picture_size.h"
#include "panet/data/annotation.h"
#include "panet/file/error.h"
#include "panet/file/mapped_file.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// Far beyond what a person draws, far below what keeps a machine busy for long.
constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::size_t kMostBoxes = 1000;
constexpr std::string_view kSeparators = " \t\r,";

// The text before the first `end`, which is taken off `text` together with it.
std::string_view take_until(std::string_view& text, char end) {
  const auto found = text.find(end);
  const std::string_view taken = text.substr(0, found);
  text.remove_prefix(found == std::string_view::npos ? text.size() : found + 1);
  return taken;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (auto begin = line.find_first_not_of(kSeparators); begin != std::string_view::npos;
       begin = line.find_first_not_of(kSeparators)) {
    line.remove_prefix(begin);
    fields.push_back(line.substr(0, line.find_first_of(kSeparators)));
    line.remove_prefix(fields.back().size());
  }
  return fields;
}

double parse_coordinate(std::string_view field) {
  double value = 0;
  const char* const end = field.data() + field.size();
  const auto [rest, failure] = std::from_chars(field.data(), end, value);
  if (failure != std::errc() || rest != end || !std::isfinite(value))
    throw Error(fmt::format("\"{:.40}\" is no number", field));
  return value;
}

Box parse_box(std::string_view line) {
  const auto fields = fields_of(line);
  if (fields.size() != 4)
    throw Error(fmt::format("{} values where a box is four, x1 y1 x2 y2 in pixels", fields.size()));
  return {parse_coordinate(fields[0]), parse_coordinate(fields[1]), parse_coordinate(fields[2]),
          parse_coordinate(fields[3])};
}

std::vector<Box> parse_boxes(std::string_view text) {
  text = without_byte_order_mark(text);
  std::vector<Box> boxes;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_until(text, '\n');
    line = take_until(line, '#');
    if (fields_of(line).empty()) continue;
    boxes.push_back(with_context(fmt::format("line {}", number), [&] { return parse_box(line); }));
    if (boxes.size() > kMostBoxes) throw Error(fmt::format("more than {} boxes", kMostBoxes));
  }
  if (boxes.empty())
    throw Error("no box in this file; write a line \"x1 y1 x2 y2\" in pixels for each");
  return boxes;
}

void expect_inside(const Box& box, PictureSize size) {
  for (const double coordinate : {box.x1, box.y1, box.x2, box.y2}) {
    if (!std::isfinite(coordinate)) throw Error("a coordinate is not a finite number");
  }
  const auto [left, right] = std::minmax(box.x1, box.x2);
  const auto [top, bottom] = std::minmax(box.y1, box.y2);
  if (!(left < right) || !(top < bottom))
    throw Error("no area; x1 y1 x2 y2 are two opposite corners");
  if (right <= 0 || bottom <= 0 || left >= static_cast<double>(size.width) ||
      top >= static_cast<double>(size.height))
    throw Error(fmt::format("outside the picture, which has {}", pixels(size)));
}

}  // namespace

std::vector<Box> read_boxes(const fs::path& path) {
  const MappedFile file(path);
  return with_context(path.string(), [&] {
    if (file.bytes().size() > kMostBytes)
      throw Error(fmt::format("over {} bytes, too large for a file of boxes", kMostBytes));
    return parse_boxes({reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
  });
}

Annotation annotation_of_boxes(const std::vector<Box>& boxes, PictureSize size,
                               const std::string& source) {
  if (boxes.empty()) throw Error(fmt::format("{}: no box is given", source));
  torch::Tensor foreground = torch::zeros({size.height, size.width}, torch::kUInt8);
  for (const Box& box : boxes) {
    with_context(fmt::format("{}: box {} {} {} {}", source, box.x1, box.y1, box.x2, box.y2), [&] {
      expect_inside(box, size);
      fill_rectangle(foreground, {box.x1, box.y1}, {box.x2, box.y2});
    });
  }
  if (!foreground.any().item<bool>())
    throw Error(
        fmt::format("{}: no pixel's middle lies inside any box; make the boxes larger", source));
  return {foreground, foreground.eq(0).to(torch::kUInt8)};
}

}  // namespace panet
