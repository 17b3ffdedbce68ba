#include "segment/coco_results.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/json_array.h"
#include "base/own_mark.h"
#include "base/utf8_name.h"
#include "image/mask.h"
#include "image/rle.h"
#include "panet/base/note.h"

namespace panet {
namespace {

using nlohmann::json;

// The picture's name in the json: its output name with the ending of its file.
std::string file_name(const ListedPicture& picture) {
  const std::string name = picture.name.string() + picture.path.extension().string();
  const std::string written = utf8_name(name);
  if (written != name)
    note(fmt::format("{}: the name is not UTF-8, which json has to be: its file_name is {}",
                     picture.path.string(), written));
  return written;
}

json annotation(const Rle& rle, std::size_t category_id, double presence, double score) {
  return {{"category_id", category_id},
          {"segmentation", {{"size", {rle.height, rle.width}}, {"counts", compress_rle(rle)}}},
          {"area", rle_area(rle)},
          {"bbox", rle_box(rle)},
          {"iscrowd", 0},
          {"score", presence},
          {"mask_score", score}};
}

// One of each piece, class by class; then, marked as a crowd, one of the smaller pieces of each
// class, so that nothing that was found is missing.
std::vector<json> annotations_of_pieces(const LabelledRecord& picture, const LeastPiece& least) {
  const auto& [record, labels] = picture;
  const auto found = pieces_of(labels, least.pixels(record.size));
  std::vector<json> annotations;
  std::vector<std::size_t> next(record.classes.size());  // piece of each class
  const auto rles = encode_rle(found.map, found.pieces.size());
  for (std::size_t i = 0; i < rles.size(); ++i) {
    const std::size_t c = found.pieces[i].label - 1u;
    const auto& of_class = record.classes.at(c);
    annotations.push_back(
        annotation(rles[i], c + 1, of_class.presence, of_class.pieces.at(next[c]++)));
  }
  for (std::size_t c = 0; c < record.classes.size(); ++c) {
    const auto& of_class = record.classes[c];
    if (of_class.rest == 0) continue;
    const auto rest = where(labels, static_cast<uint8_t>(c + 1)) & where(found.map, 0);
    auto& entry = annotations.emplace_back(
        annotation(encode_rle(rest), c + 1, of_class.presence, of_class.rest));
    entry["iscrowd"] = 1;
  }
  return annotations;
}

// The annotations of one picture, without their ids.
std::vector<json> annotations_of(const LabelledRecord& picture,
                                 const std::optional<LeastPiece>& pieces) {
  if (pieces) return annotations_of_pieces(picture, *pieces);
  const auto& classes = picture.record.classes;
  std::vector<json> annotations;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (classes[c].share == 0) continue;
    const auto rle = encode_rle(where(picture.labels, static_cast<uint8_t>(c + 1)));
    annotations.push_back(annotation(rle, c + 1, classes[c].presence, classes[c].score));
  }
  return annotations;
}

// A picture whose files are whole.
struct WholePicture {
  std::size_t index;
  PictureSize size;
};

std::vector<WholePicture> whole_pictures(const std::vector<ListedPicture>& pictures,
                                         const PictureOutput& output) {
  std::vector<WholePicture> whole;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const auto record = output.whole(pictures[i])) whole.push_back({i, record->size});
  return whole;
}

void write_mark(const ChunkSink& sink) {
  const json mark = {{"version", program_version()}};
  sink_text(sink, fmt::format("{{\"{}\":{},\n", kOwnMark, mark.dump()));
}

void write_images(const ChunkSink& sink, const std::vector<ListedPicture>& pictures,
                  const std::vector<WholePicture>& whole) {
  JsonArray images(sink, "", "images");
  for (const auto& [i, size] : whole)
    images.add({{"id", i + 1},
                {"file_name", file_name(pictures[i])},
                {"height", size.height},
                {"width", size.width}});
  images.close();
}

void write_categories(const ChunkSink& sink, const PictureOutput& output) {
  JsonArray categories(sink, ",\n", "categories");
  for (std::size_t c = 0; c < output.class_names().size(); ++c)
    categories.add({{"id", c + 1}, {"name", utf8_name(output.class_names()[c])}});
  categories.close();
}

void write_annotations(const ChunkSink& sink, const std::vector<ListedPicture>& pictures,
                       const std::vector<WholePicture>& whole, const PictureOutput& output) {
  JsonArray annotations(sink, ",\n", "annotations");
  std::size_t next_id = 1;
  for (const auto& [i, size] : whole)
    for (auto& entry : annotations_of(output.labels(pictures[i]), output.pieces())) {
      entry["id"] = next_id++;
      entry["image_id"] = i + 1;
      annotations.add(entry);
    }
  annotations.close();
}

}  // namespace

std::size_t write_coco_results(const std::filesystem::path& path,
                               const std::vector<ListedPicture>& pictures,
                               const PictureOutput& output, std::size_t most_incomplete) {
  const auto whole = whole_pictures(pictures, output);
  const std::size_t incomplete = pictures.size() - whole.size();
  if (incomplete > most_incomplete) return incomplete;
  write_atomically(path, [&](const ChunkSink& sink) {
    write_mark(sink);
    write_images(sink, pictures, whole);
    write_categories(sink, output);
    write_annotations(sink, pictures, whole, output);
    sink_text(sink, "}\n");
  });
  return incomplete;
}

}  // namespace panet
