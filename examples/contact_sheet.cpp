// Draws what one annotated picture of each class is enough for: a row for each class, the annotated
// picture first, and a last row in which three of the classes are told apart in other scenes.
//   contact_sheet MODEL SUPPORT_DIR SHEET.jpg CLASS CLASS CLASS SCENE...

#include <panet/panet.h>

#include <functional>
#include <iostream>

namespace {

using Classes = std::vector<panet::SupportClass>;
using Paths = std::vector<std::filesystem::path>;
using Tiles = std::vector<panet::Tile>;

constexpr std::size_t kResults = 5;  // in a row

// The first annotated picture of each class, and the prototypes learned from these alone.
struct Learned {
  Tiles tiles;
  panet::Prototypes prototypes;
};

Learned learned(panet::Segmenter& segmenter, const Classes& classes) {
  Learned learned;
  std::vector<panet::Support> supports;
  for (const auto& [name, pictures] : classes)
    supports.push_back(*panet::support_stream({{name, {pictures.front()}}})());
  learned.prototypes = segmenter.learn(supports);
  for (std::size_t i = 0; i < supports.size(); ++i) {
    const auto& [name, picture, annotation, source] = supports[i];
    const auto labels = panet::mapped<panet::Labels>(annotation.foreground, std::identity());
    learned.tiles.push_back(
        {.picture = panet::overlay(picture, labels, {learned.prototypes.class_colours[i]}),
         .caption = name});
  }
  return learned;
}

// The annotated pictures of the classes, and what was found in others.
Tiles row_of(panet::Segmenter& segmenter, const Classes& classes, const Paths& others) {
  auto [row, prototypes] = learned(segmenter, classes);
  for (const auto& path : others) {
    if (row.size() > kResults) break;
    const auto picture = panet::decode_picture(path);
    const auto found = segmenter.segment(picture, prototypes);
    row.push_back({.picture = panet::overlay(picture, found.labels, prototypes.class_colours),
                   .caption = "-> " + path.stem().string()});
  }
  return std::move(row);  // a part of what was bound, which is not moved by itself
}

Paths all_but_the_first(const panet::SupportClass& support) {
  Paths others;
  for (std::size_t i = 1; i < support.pictures.size(); ++i)
    others.push_back(support.pictures[i].picture);
  return others;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 8) {
    std::cerr << "usage: contact_sheet MODEL SUPPORT_DIR SHEET.jpg CLASS CLASS CLASS SCENE...\n";
    return 2;
  }
  const panet::SegmenterOptions options = {
      .compute = {.precision = panet::parse_precision("auto", {})}};
  auto segmenter = panet::Segmenter::load(argv[1], options);

  std::vector<Tiles> rows;
  for (const auto& support : panet::read_support_folder(argv[2]))
    rows.push_back(row_of(segmenter, {support}, all_but_the_first(support)));
  const auto classes = panet::read_support_folder(argv[2], {.only = {argv + 4, argv + 7}});
  rows.push_back(row_of(segmenter, classes, {argv + 7, argv + argc}));
  panet::encode_picture(argv[3], panet::contact_sheet(rows));
} catch (const panet::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
