#include "episode/episode_sheet.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataset/prepared_picture.h"
#include "image/mask.h"
#include "image/nearest.h"
#include "panet/image/overlay.h"
#include "panet/image/void_label.h"

namespace panet {
namespace {

constexpr Colour kBackgroundStroke = {255, 255, 255};

// The colours of ways 1, 2, ...: VOC's.
std::vector<Colour> way_colours(int64_t ways) {
  const auto& palette = voc_palette();
  return {palette.begin() + 1, palette.begin() + 1 + ways};
}

Tile support_tile(const Dataset& dataset, const Episode& episode, std::size_t way,
                  std::size_t index, const SupportAnnotationOptions& options, int64_t input_size) {
  const auto [picture, own_labels] = read_labelled_picture(dataset, index);
  const PreparedPicture prepared = {
      .index = index,
      .size = own_labels.size,
      .input = {},  // nothing is encoded
      .labels = resized_to_nearest(own_labels, {.height = input_size, .width = input_size})};
  const auto annotation =
      support_annotation(dataset, prepared, episode.classes[way], episode.classes, options);
  Labels labels(annotation.foreground.dimensions());
  fill_where(labels, annotation.foreground, static_cast<uint8_t>(way + 1));
  auto colours = way_colours(std::ssize(episode.classes));
  if (options.kind == SupportAnnotation::kScribble) {
    colours.push_back(kBackgroundStroke);
    fill_where(labels, annotation.background, static_cast<uint8_t>(colours.size()));
  }
  return {.picture = overlay(picture, resized_to_nearest(labels, picture.dimensions()), colours),
          .caption = fmt::format("{}: {}", dataset.class_of(episode.classes[way]).name,
                                 dataset.picture_names()[index])};
}

}  // namespace

Tile query_tile(const Dataset& dataset, std::size_t query, const Labels& labels,
                const std::string& caption) {
  const auto picture = dataset.picture(query);
  auto shown = resized_to_nearest(labels, picture.dimensions());
  std::ranges::replace(shown.all(), kVoid, uint8_t{0});
  return {.picture = overlay(picture, shown, way_colours(std::ranges::max(shown.all()))),
          .caption = caption};
}

std::vector<Tile> episode_tiles(const Dataset& dataset, const Episode& episode,
                                const SupportAnnotationOptions& annotation, int64_t input_size) {
  std::vector<Tile> tiles;
  for (std::size_t way = 0; way < episode.classes.size(); ++way)
    for (const auto index : episode.support[way])
      tiles.push_back(support_tile(dataset, episode, way, index, annotation, input_size));
  for (const auto query : episode.queries) {
    const auto labels = read_labelled_picture(dataset, query).labels;
    tiles.push_back(query_tile(dataset, query, query_labels(labels, episode.classes),
                               "truth: " + dataset.picture_names()[query]));
  }
  return tiles;
}

}  // namespace panet
