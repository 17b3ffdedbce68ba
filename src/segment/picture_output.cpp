#include "panet/segment/picture_output.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "panet/file/error.h"
#include "panet/file/fingerprint.h"
#include "panet/image/encode.h"
#include "panet/image/overlay.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kFormatVersion = 2;  // of the files written: another version's are written anew
constexpr const char* kRecordKeyword = "panet";

double rounded(double value) {
  return std::round(value * 1e6) / 1e6;
}

std::string text_of(const PictureRecord& record, const std::string& fingerprint) {
  json classes = json::array();
  for (const auto& found : record.classes)
    classes.push_back(
        {{"name", found.name}, {"share", rounded(found.share)}, {"score", rounded(found.score)}});
  const json text = {{"job", fingerprint},
                     {"height", record.size.height},
                     {"width", record.size.width},
                     {"classes", std::move(classes)}};
  return text.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace);
}

// Nothing where the text is not a record of this job.
std::optional<PictureRecord> record_in(const Text& texts, const std::string& fingerprint) {
  const auto found = texts.find(kRecordKeyword);
  if (found == texts.end()) return std::nullopt;
  try {
    const auto text = json::parse(found->second);
    if (text.at("job") != fingerprint) return std::nullopt;
    PictureRecord record = {.size = {.height = text.at("height"), .width = text.at("width")},
                            .classes = {}};
    for (const auto& c : text.at("classes"))
      record.classes.push_back(
          {.name = c.at("name"), .share = c.at("share"), .score = c.at("score")});
    return record;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

bool is_older(const fs::path& file, const fs::path& than) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  if (error) return true;
  const auto other = fs::last_write_time(than, error);
  return !error && time < other;
}

}  // namespace

PictureRecord record_of(const Segmentation& segmentation, const Prototypes& prototypes) {
  const auto& labels = segmentation.labels;
  const int64_t classes = prototypes.ways();
  const auto winning_scores = segmentation.scores.amax(0).flatten();
  const auto pixels = torch::bincount(labels.flatten(), {}, 1 + classes);
  const auto score_sums = torch::bincount(labels.flatten(), winning_scores, 1 + classes);
  PictureRecord record = {.size = {.height = labels.size(0), .width = labels.size(1)},
                          .classes = {}};
  for (int64_t i = 1; i <= classes; ++i) {
    const auto count = pixels[i].item<double>();
    record.classes.push_back({.name = prototypes.class_names[static_cast<std::size_t>(i - 1)],
                              .share = count / static_cast<double>(labels.numel()),
                              .score = count > 0 ? score_sums[i].item<double>() / count : 0});
  }
  return record;
}

std::string job_fingerprint(const Prototypes& prototypes, const SegmenterOptions& options) {
  const auto vectors = prototypes.vectors.contiguous();
  Fingerprint fingerprint;
  fingerprint.add(kFormatVersion).add(prototypes.encoder_fingerprint);
  fingerprint.add(std::as_bytes(
      std::span(vectors.data_ptr<float>(), static_cast<std::size_t>(vectors.numel()))));
  for (const auto& name : prototypes.class_names) fingerprint.add(name);
  for (const auto& colour : prototypes.class_colours)
    fingerprint.add(std::as_bytes(std::span(colour)));
  for (const auto shots : prototypes.class_shots) fingerprint.add(shots);
  fingerprint.add(options.input_size).add(name_of(options.compute.precision));
  fingerprint.add(static_cast<int64_t>(options.compute.engine));
  fingerprint.add(text_of(options.refinement));
  return fingerprint.hexadecimal();
}

PictureOutput::PictureOutput(OutputOptions options, const Prototypes& prototypes,
                             std::string job_fingerprint)
    : options_(std::move(options)),
      class_names_(prototypes.class_names),
      class_colours_(prototypes.class_colours),
      fingerprint_(std::move(job_fingerprint)) {}

fs::path PictureOutput::file(const ListedPicture& picture, const std::string& ending) const {
  return options_.folder / (picture.name.string() + ending);
}

fs::path PictureOutput::label_file(const ListedPicture& picture) const {
  return file(picture, ".png");
}

std::vector<fs::path> PictureOutput::score_files(const ListedPicture& picture) const {
  std::vector<fs::path> files;
  if (!options_.scores) return files;
  for (const auto& name : class_names_)
    files.push_back(file(picture, fmt::format(".{}.score.png", name)));
  return files;
}

std::optional<fs::path> PictureOutput::overlay_file(const ListedPicture& picture) const {
  if (!options_.overlay) return std::nullopt;
  return file(picture, ".overlay.jpg");
}

void PictureOutput::write(const ListedPicture& picture, const torch::Tensor& pixels,
                          const Segmentation& segmentation, const PictureRecord& record) const {
  const auto labels_path = label_file(picture);
  std::error_code error;
  fs::create_directories(labels_path.parent_path(), error);
  if (error)
    throw Error(fmt::format("{}: cannot make this folder: {}", labels_path.parent_path().string(),
                            error.message()));

  const auto scores = score_files(picture);
  for (std::size_t c = 0; c < scores.size(); ++c)
    write_grey16_png(scores[c], segmentation.scores[static_cast<int64_t>(c + 1)]);
  if (const auto path = overlay_file(picture))
    encode_picture(*path, overlay(pixels, segmentation.labels, class_colours_));

  std::vector<Colour> palette = {{0, 0, 0}};
  palette.insert(palette.end(), class_colours_.begin(), class_colours_.end());
  write_index_png(labels_path, segmentation.labels, palette,
                  {{kRecordKeyword, text_of(record, fingerprint_)}});
}

std::optional<PictureRecord> PictureOutput::whole(const ListedPicture& picture) const {
  const auto labels_path = label_file(picture);
  if (is_older(labels_path, picture.path)) return std::nullopt;
  auto companions = score_files(picture);
  if (auto path = overlay_file(picture)) companions.push_back(*path);
  for (const auto& path : companions)
    if (!fs::exists(path)) return std::nullopt;
  try {
    return record_in(read_png_text(labels_path), fingerprint_);
  } catch (const Error&) {
    return std::nullopt;  // not a PNG: somebody else's file, to be replaced
  }
}

}  // namespace panet
