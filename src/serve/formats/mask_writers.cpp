#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "annotation/annotation_names.h"
#include "base/file_bytes.h"
#include "image/mask.h"
#include "image/png.h"
#include "serve/formats/mask_mark.h"
#include "serve/formats/writers.h"
#include "serve/formats/zip_writer.h"

// Formats of one PNG a picture, or a class.
namespace panet::serve {
namespace {

const std::vector<Colour> kBlackAndWhite = {{0, 0, 0}, {255, 255, 255}};

std::string mask_png(const std::string& name, const Mask& mask, const Text& text = {}) {
  return encoded_index_png(name, mapped<Labels>(mask, [](uint8_t pixel) { return pixel; }),
                           kBlackAndWhite, text);
}

// Where classes overlap, the one with fewer pixels lies on top.
Labels labels_of(std::vector<ExportedMask> masks, PictureSize size) {
  std::ranges::stable_sort(masks, std::ranges::greater(),
                           [](const ExportedMask& mask) { return count(mask.mask); });
  Labels labels(size);
  for (const auto& mask : masks) fill_where(labels, mask.mask, static_cast<uint8_t>(mask.label));
  return labels;
}

// A name without folders, which no other picture has.
std::string flat_name(std::string name, std::set<std::string>& taken) {
  std::ranges::replace(name, '/', '_');
  while (!taken.insert(picture_stem(name)).second) name = fmt::format("_{}", name);
  return name;
}

// As most scripts read them, a class a line, and as CVAT and datumaro do, with colours; they part
// the fields by colons.
void add_class_lists(ZipWriter& zip, const ExportSource& source) {
  std::vector<std::string> names = {"background"};
  for (const auto& row : source.classes()) names.push_back(row.name);
  std::string lines, map = "# label:color_rgb:parts:actions\n";
  for (std::size_t label = 0; label < names.size(); ++label) {
    lines += names[label] + "\n";
    std::ranges::replace(names[label], ':', '_');
    map += fmt::format("{}:{}::\n", names[label], fmt::join(voc_palette()[label], ","));
  }
  zip.add("labels.txt", lines);
  zip.add("labelmap.txt", map);
}

}  // namespace

void write_masks(const ExportSource& source, const ChunkSink& sink) {
  ZipWriter zip(sink);
  for (const auto& picture : source.pictures())
    for (const auto& mask : source.masks(picture)) {
      const std::string& class_name = source.class_of(mask).name;
      const std::string name = class_name + "/" + picture.stem + ".png";
      zip.add(name, mask_png(name, mask.mask,
                             text_of({.class_name = class_name, .picture = picture.name})));
    }
  zip.close();
}

void write_voc(const ExportSource& source, const ChunkSink& sink) {
  ZipWriter zip(sink);
  std::string list;
  for (const auto& picture : source.pictures()) {
    const std::string name = "SegmentationClass/" + picture.stem + ".png";
    const Labels labels = labels_of(source.masks(picture), picture.size);
    zip.add(name, encoded_index_png(name, labels, voc_palette()));
    list += picture.stem + "\n";
  }
  zip.add("ImageSets/Segmentation/trainval.txt", list);
  add_class_lists(zip, source);
  zip.close();
}

void write_class_folders(const ExportSource& source, const ChunkSink& sink) {
  ZipWriter zip(sink);
  std::set<std::string> taken;
  for (const auto& picture : source.pictures()) {
    const auto masks = source.masks(picture);
    if (masks.empty()) continue;
    const auto photo = file_bytes(source.project().file_of(picture.id));
    const std::string name = flat_name(picture.name, taken);
    for (const auto& mask : masks) {
      const std::string& class_name = source.class_of(mask).name;
      const std::string folder = class_name + "/";
      const std::string mask_name = folder + picture_stem(name) + ".mask.png";
      zip.add(folder + name, std::span(photo));
      zip.add(mask_name, mask_png(mask_name, mask.mask,
                                  text_of({.class_name = class_name, .picture = picture.name})));
    }
  }
  zip.close();
}

}  // namespace panet::serve
