#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "annotation/picture_size.h"
#include "base/byte_order_mark.h"
#include "base/error_context.h"
#include "base/file_bytes.h"
#include "base/text_encoding.h"
#include "image/mask.h"
#include "panet/annotation/annotation.h"
#include "panet/base/error.h"

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

// Between 0 and 1, as shares of a picture's sides are.
bool is_fraction(double value) {
  return value >= 0 && value <= 1;
}

bool is_fraction(std::string_view field) {
  double value = -1;
  std::from_chars(field.data(), field.data() + field.size(), value);
  return is_fraction(value);
}

// A class, the box's middle and its size; detectors write their confidence behind.
bool is_yolo(const std::vector<std::string_view>& fields) {
  return fields.size() >= 5 && std::all_of(fields.begin() + 1, fields.begin() + 5,
                                           [](std::string_view f) { return is_fraction(f); });
}

Box parse_box(std::string_view line) {
  const auto fields = fields_of(line);
  if (is_yolo(fields))
    throw Error(
        fmt::format("{} values, which look like YOLO's (class, middle and size as fractions of the "
                    "picture); a box is four, x1 y1 x2 y2: two opposite corners in pixels",
                    fields.size()));
  if (fields.size() != 4)
    throw Error(fmt::format("{} values where a box is four, x1 y1 x2 y2 in pixels", fields.size()));
  return {parse_coordinate(fields[0]), parse_coordinate(fields[1]), parse_coordinate(fields[2]),
          parse_coordinate(fields[3])};
}

// "line 3 (\"10 20 30\")", for errors
std::string place_of(int number, std::string_view line) {
  return fmt::format("line {} (\"{:.60}\")", number,
                     line.substr(0, line.find_last_not_of(kSeparators) + 1));
}

std::vector<Box> parse_boxes(std::string_view text) {
  text = without_byte_order_mark(text);
  std::vector<Box> boxes;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = take_until(text, '\n');
    line = take_until(line, '#');
    if (fields_of(line).empty()) continue;
    boxes.push_back(with_context(place_of(number, line), [&] { return parse_box(line); }));
    if (boxes.size() > kMostBoxes) throw Error(fmt::format("more than {} boxes", kMostBoxes));
  }
  if (boxes.empty())
    throw Error("no box in this file; write a line \"x1 y1 x2 y2\" in pixels for each");
  return boxes;
}

void expect_finite(const Box& box) {
  for (const double coordinate : {box.x1, box.y1, box.x2, box.y2}) {
    if (!std::isfinite(coordinate)) throw Error("a coordinate is not a finite number");
  }
}

// Both ways to understand fractions, in pixels.
std::string in_pixels(const Box& box, PictureSize size) {
  const auto width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  return fmt::format(
      "x1 y1 x2 y2 {:.0f} {:.0f} {:.0f} {:.0f} if they are corners, {:.0f} {:.0f} "
      "{:.0f} {:.0f} if YOLO's middle and size",
      box.x1 * width, box.y1 * height, box.x2 * width, box.y2 * height,
      (box.x1 - box.x2 / 2) * width, (box.y1 - box.y2 / 2) * height, (box.x1 + box.x2 / 2) * width,
      (box.y1 + box.y2 / 2) * height);
}

// A box of a pixel holds nothing that a person would mark.
void expect_pixels(const Box& box, PictureSize size) {
  const std::array<double, 4> all = {box.x1, box.y1, box.x2, box.y2};
  const bool are_fractions =
      std::all_of(all.begin(), all.end(), [](double value) { return is_fraction(value); });
  const bool is_small = std::abs(box.x2 - box.x1) < 2 && std::abs(box.y2 - box.y1) < 2;
  if (!are_fractions && !is_small) return;
  throw Error(fmt::format(
      "{}; two opposite corners in pixels are needed: {}",
      are_fractions ? "these look like fractions of the picture" : "under two pixels wide and high",
      are_fractions ? in_pixels(box, size) : "x1 y1 x2 y2"));
}

void expect_inside(const Box& box, PictureSize size) {
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
  const auto bytes = file_bytes(path, kMostBytes);
  return with_context(path.string(), [&] {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (is_utf16(text)) throw Error(encoding_problem(text));
    return parse_boxes(text);
  });
}

Annotation annotation_of_boxes(const std::vector<Box>& boxes, PictureSize size,
                               const std::string& source) {
  if (boxes.empty()) throw Error(fmt::format("{}: no box is given", source));
  Mask foreground(size);
  for (const Box& box : boxes) {
    with_context(fmt::format("{}: box {} {} {} {}", source, box.x1, box.y1, box.x2, box.y2), [&] {
      expect_finite(box);
      expect_pixels(box, size);
      expect_inside(box, size);
      fill_rectangle(foreground, {box.x1, box.y1}, {box.x2, box.y2});
    });
  }
  if (!any(foreground))
    throw Error(
        fmt::format("{}: no pixel's middle lies inside any box; make the boxes larger", source));
  Mask background = ~foreground;
  return {std::move(foreground), std::move(background)};
}

}  // namespace panet
