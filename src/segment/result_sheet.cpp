#include "segment/result_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <span>

#include "panet/image/contact_sheet.h"
#include "panet/image/decode.h"
#include "panet/image/overlay.h"
#include "panet/segment/support_stream.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kColumns = 6;

std::vector<Tile> support_row(const SupportClass& support_class, const LabelOptions& labels,
                              Colour colour) {
  std::vector<Tile> row;
  const auto next = support_stream({support_class}, {.all = labels.of(support_class.name)});
  while (row.size() < kColumns) {
    const auto support = next();
    if (!support) break;
    const auto labels_of_class = mapped<Labels>(support->annotation.foreground, std::identity());
    row.push_back({.picture = fitted_to_tile(overlay(support->picture, labels_of_class, {colour})),
                   .caption = fmt::format("{} {}", support_class.name, row.size() + 1)});
  }
  return row;
}

}  // namespace

Picture result_sheet(const std::vector<SupportClass>& classes, const LabelOptions& labels,
                     const std::vector<ListedPicture>& pictures, const PictureOutput& output,
                     std::size_t most_pictures) {
  std::vector<std::vector<Tile>> rows;
  for (std::size_t c = 0; c < classes.size(); ++c)
    rows.push_back(support_row(classes[c], labels, output.class_colours()[c]));

  std::vector<Tile> results;
  for (const auto& picture : pictures) {
    const auto file = output.overlay_file(picture);
    if (results.size() == most_pictures) break;
    if (file && output.whole(picture))
      results.push_back({.picture = fitted_to_tile(decode_picture(*file)),
                         .caption = "-> " + picture.name.string()});
  }
  for (std::size_t first = 0; first < results.size(); first += kColumns) {
    const auto row =
        std::span(results).subspan(first).first(std::min(kColumns, results.size() - first));
    rows.emplace_back(std::make_move_iterator(row.begin()), std::make_move_iterator(row.end()));
  }
  return contact_sheet(rows);
}

}  // namespace panet
