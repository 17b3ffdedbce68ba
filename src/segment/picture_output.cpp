#include "segment/picture_output.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/fingerprint.h"
#include "base/option_name.h"
#include "base/own_file.h"
#include "base/own_mark.h"
#include "base/shallow_json.h"
#include "image/own_picture.h"
#include "image/whole_file.h"
#include "panet/base/error.h"
#include "panet/image/overlay.h"
#include "panet/segment/scored_pieces.h"
#include "segment/output_plan.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 3;  // of the files written: another version's are written anew

double rounded(double value) {
  return std::round(value * 1e6) / 1e6;
}

json json_of(const FoundClass& found) {
  json entry = {{"name", found.name},
                {"share", rounded(found.share)},
                {"score", rounded(found.score)},
                {"presence", rounded(found.presence)}};
  for (const double score : found.pieces) entry["pieces"].push_back(rounded(score));
  if (found.rest > 0) entry["rest"] = rounded(found.rest);
  return entry;
}

FoundClass found_class(const json& entry) {
  return {.name = entry.at("name"),
          .share = entry.at("share"),
          .score = entry.at("score"),
          .presence = entry.at("presence"),
          .pieces = entry.value("pieces", std::vector<double>()),
          .rest = entry.value("rest", 0.0)};
}

std::string text_of(const PictureRecord& record, const std::string& fingerprint) {
  json classes = json::array();
  for (const auto& found : record.classes) classes.push_back(json_of(found));
  json text = {{"job", fingerprint},
               {"height", record.size.height},
               {"width", record.size.width},
               {"classes", std::move(classes)}};
  if (record.tiles) text["tiles"] = *record.tiles;
  return text.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

struct StoredRecord {
  std::string job;
  PictureRecord record;
};

// Nothing where there is no record.
std::optional<StoredRecord> stored_in(const Text& texts) {
  const auto found = texts.find(kOwnMark);
  if (found == texts.end()) return std::nullopt;
  try {
    const auto text = shallow_json(found->second);
    StoredRecord stored{
        .job = text.at("job"),
        .record = {.size = {.height = text.at("height"), .width = text.at("width")}}};
    if (text.contains("tiles")) stored.record.tiles = text.at("tiles").get<int64_t>();
    for (const auto& c : text.at("classes")) stored.record.classes.push_back(found_class(c));
    return stored;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

// Nothing where the text is not a record of this job.
std::optional<PictureRecord> record_in(const Text& texts, const std::string& fingerprint) {
  auto stored = stored_in(texts);
  if (!stored || stored->job != fingerprint) return std::nullopt;
  return std::move(stored->record);
}

// Of a time that is still to come, which a camera's clock or another machine's may have, nothing
// can be told.
bool is_older(const fs::path& file, const fs::path& than) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  if (error) return true;
  const auto other = fs::last_write_time(than, error);
  return !error && time < other && other <= fs::file_time_type::clock::now();
}

// A picture beside the labels: another job's may stand there.
bool is_whole_of(const std::string& job, const fs::path& file) {
  return has_both_ends(file) && is_own_file_of(job, file);
}

bool fits(const std::optional<PngHead>& head, PictureSize size) {
  return head && !head->is_colour && head->width == size.width && head->height == size.height;
}

fs::path file_of(const OutputOptions& options, const ListedPicture& picture,
                 const std::string& ending) {
  return options.folder / (picture.name.string() + ending);
}

std::vector<fs::path> score_files(const OutputOptions& options, const ListedPicture& picture,
                                  const std::vector<std::string>& class_names) {
  std::vector<fs::path> files;
  if (!options.scores) return files;
  for (const auto& name : class_names)
    files.push_back(file_of(options, picture, fmt::format(".{}.score.png", name)));
  return files;
}

}  // namespace

std::vector<fs::path> output_files(const OutputOptions& options, const ListedPicture& picture,
                                   const std::vector<std::string>& class_names) {
  auto files = score_files(options, picture, class_names);
  if (options.overlay) files.push_back(file_of(options, picture, ".overlay.jpg"));
  files.push_back(file_of(options, picture, ".png"));
  return files;
}

std::optional<PictureRecord> record_of_any_job(const Text& texts) {
  auto stored = stored_in(texts);
  return stored ? std::optional(std::move(stored->record)) : std::nullopt;
}

std::optional<PictureRecord> record_of_whole_mask(const fs::path& labels,
                                                  const std::string& job_fingerprint) {
  try {
    const auto record = record_in(read_png_text(labels), job_fingerprint);
    return record && fits(head_of_whole_png(labels), record->size) ? record : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // not a PNG: somebody else's file
  }
}

void add_pieces(PictureRecord& record, const ScoredPieces& scored) {
  for (std::size_t i = 0; i < scored.scores.size(); ++i)
    record.classes[scored.found.pieces[i].label - 1u].pieces.push_back(scored.scores[i]);
  for (std::size_t c = 0; c < record.classes.size(); ++c)
    record.classes[c].rest = scored.scores_of_rest[c + 1];
}

PictureRecord record_of(const Segmentation& segmentation, const Prototypes& prototypes,
                        const std::optional<LeastPiece>& pieces) {
  PictureRecord record = {.size = segmentation.labels.dimensions(), .tiles = segmentation.tiles};
  for (std::size_t i = 0; i < prototypes.class_names.size(); ++i)
    record.classes.push_back({.name = prototypes.class_names[i],
                              .share = segmentation.share(i + 1),
                              .score = segmentation.mean_scores[i + 1],
                              .presence = segmentation.presences[i],
                              .pieces = {}});
  if (pieces) add_pieces(record, scored_pieces(segmentation, *pieces));
  return record;
}

std::string job_fingerprint(const Prototypes& prototypes, const SegmenterOptions& options,
                            const std::optional<LeastPiece>& pieces) {
  Fingerprint fingerprint;
  fingerprint.add(kFormatVersion).add(prototypes.encoder_fingerprint);
  fingerprint.add(std::as_bytes(prototypes.vectors.all()));
  fingerprint.add(std::as_bytes(prototypes.fitted.all()));
  fingerprint.add(std::as_bytes(prototypes.presence.directions.all()));
  fingerprint.add(std::as_bytes(prototypes.presence.surroundings.all()));
  fingerprint.add(std::as_bytes(std::span(prototypes.presence.thresholds)));
  fingerprint.add(std::as_bytes(std::span(prototypes.presence.slopes)));
  for (const auto& name : prototypes.class_names) fingerprint.add(name);
  for (const auto& colour : prototypes.class_colours)
    fingerprint.add(std::as_bytes(std::span(colour)));
  for (const auto shots : prototypes.class_shots) fingerprint.add(shots);
  fingerprint.add(options.input_size).add(text_of(options.compute.precision));
  fingerprint.add(static_cast<int64_t>(options.compute.engine));
  fingerprint.add(text_of(options.refinement));
  fingerprint.add(fmt::format("{}", options.absent_below));
  if (options.shape != PictureShape::kSquare) fingerprint.add(text_of(options.shape));
  if (options.tiles) fingerprint.add("tiles").add(*options.tiles);
  if (pieces) fingerprint.add("pieces").add(fmt::format("{}", pieces->size));
  return fingerprint.hexadecimal();
}

PictureOutput::PictureOutput(OutputOptions options, const Prototypes& prototypes,
                             std::string job_fingerprint)
    : options_(std::move(options)),
      class_names_(prototypes.class_names),
      class_colours_(prototypes.class_colours),
      fingerprint_(std::move(job_fingerprint)) {}

fs::path PictureOutput::label_file(const ListedPicture& picture) const {
  return file_of(options_, picture, ".png");
}

std::optional<fs::path> PictureOutput::overlay_file(const ListedPicture& picture) const {
  if (!options_.overlay) return std::nullopt;
  return file_of(options_, picture, ".overlay.jpg");
}

EncodedPicture PictureOutput::encoded(const ListedPicture& picture, Picture pixels,
                                      const Segmentation& segmentation,
                                      const PictureRecord& record) const {
  EncodedPicture encoded;
  if (const auto path = overlay_file(picture)) {
    draw_overlay(pixels, segmentation.labels, class_colours_);
    encoded.overlay = encoded_own_picture(*path, pixels, fingerprint_);
  }
  std::vector<Colour> palette = {{0, 0, 0}};
  palette.insert(palette.end(), class_colours_.begin(), class_colours_.end());
  encoded.labels = encoded_index_png(label_file(picture), segmentation.labels, palette,
                                     {{kOwnMark, text_of(record, fingerprint_)}});
  return encoded;
}

void PictureOutput::write(const ListedPicture& picture, const Segmentation& segmentation,
                          const EncodedPicture& encoded) const {
  for (const auto& file : output_files(options_, picture, class_names_))
    require_replaceable(file, picture.path, options_.overwrite);
  const auto labels_path = label_file(picture);
  std::error_code error;
  fs::create_directories(labels_path.parent_path(), error);
  if (error)
    throw Error(fmt::format("{}: cannot make this folder: {}", labels_path.parent_path().string(),
                            error.message()));

  const auto scores = score_files(options_, picture, class_names_);
  for (std::size_t c = 0; c < scores.size(); ++c)
    write_grey16_png(scores[c], segmentation.scores.copy(static_cast<int64_t>(c + 1)),
                     {{kOwnMark, own_mark_text(fingerprint_)}});
  if (const auto path = overlay_file(picture)) write_atomically(*path, encoded.overlay);
  write_atomically(labels_path, encoded.labels);
}

std::optional<PictureRecord> PictureOutput::whole(const ListedPicture& picture) const {
  const auto labels_path = label_file(picture);
  if (is_older(labels_path, picture.path)) return std::nullopt;
  for (const auto& file : output_files(options_, picture, class_names_))
    if (file != labels_path && !is_whole_of(fingerprint_, file)) return std::nullopt;
  return record_of_whole_mask(labels_path, fingerprint_);
}

LabelledRecord PictureOutput::labels(const ListedPicture& picture) const {
  const auto path = label_file(picture);
  auto record = record_in(read_png_text(path), fingerprint_);
  auto png = read_png(path);
  const bool has_changed = !record || png.labels.dimensions() != record->size;
  if (has_changed)
    throw Error(
        fmt::format("{}: these labels have changed since they were written; segment this "
                    "picture again ({} does)",
                    path.string(), option_name("resume")));
  return {.record = std::move(*record), .labels = std::move(png.labels)};
}

}  // namespace panet
