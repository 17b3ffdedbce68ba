#include "panet/segment/segmenter.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "image/mask.h"
#include "model/cosine_classifier.h"
#include "model/feature_directions.h"
#include "model/presence.h"
#include "model/query_adaptation.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/network_input.h"
#include "panet/model/encoder_graph.h"
#include "segment/coarse_logits.h"
#include "segment/completed_strokes.h"
#include "segment/learning.h"
#include "segment/logit_mosaic.h"
#include "segment/logit_strips.h"
#include "segment/tiles.h"

namespace panet {
namespace {

std::string size_in_words(PictureSize size) {
  return fmt::format("{} x {}", size.width, size.height);
}

void require_usable(const Mask& mask, const Support& support, const char* kind,
                    const char* of_what) {
  if (mask.dimensions() != support.picture.dimensions())
    throw Error(
        fmt::format("{} (class '{}'): the {} mask is {} pixels, the picture {}; they must be equal",
                    support.source, support.class_name, kind, size_in_words(mask.dimensions()),
                    size_in_words(support.picture.dimensions())));
  expect_zeros_and_ones(
      mask, fmt::format("{} (class '{}'): the {} mask", support.source, support.class_name, kind));
  if (any(mask)) return;
  throw Error(fmt::format(
      "{} (class '{}'): the annotation has no {} pixel, so there is nothing to learn from; "
      "mark some of the {}",
      support.source, support.class_name, kind, of_what));
}

void require_usable(const Support& support) {
  expect_pixels(support.picture, support.source.c_str());
  require_usable(support.annotation.foreground, support, "foreground", "object");
  require_usable(support.annotation.background, support, "background", "surroundings");
}

// Prototypes are plain values, and a stranger's file may say of itself that it fits any encoder.
void require_fitting(const Prototypes& prototypes, const Features& features) {
  if (features.empty()) throw Error("features of a picture are needed; these are empty");
  const auto& vectors = prototypes.vectors;
  if (vectors.empty() || vectors.width() != features.channels())
    throw Error(
        fmt::format("these prototypes are {} vectors of {} numbers; the encoder's features have {}",
                    vectors.height(), vectors.width(), features.channels()));
  const auto fit = [&](const Map<float>& others, int64_t rows) {
    return others.empty() || others.dimensions() == PictureSize{rows, vectors.width()};
  };
  const auto& presence = prototypes.presence;
  if (!fit(prototypes.fitted, vectors.height()) || !fit(presence.directions, prototypes.ways()) ||
      !fit(presence.surroundings, prototypes.ways()))
    throw Error("these prototypes do not belong together: their parts are of different sizes");
}

void expect_strokes(const Annotation& strokes, const std::string& what) {
  expect_zeros_and_ones(strokes.foreground, what + ": strokes over the class");
  expect_zeros_and_ones(strokes.background, what + ": strokes over the background");
}

void require_fitting(const Corrections& corrections, const Prototypes& prototypes) {
  const auto classes = static_cast<std::size_t>(prototypes.ways());
  const auto fit = [classes](std::size_t count) { return count == 0 || count == classes; };
  if (!fit(corrections.thresholds.size()) || !fit(corrections.strokes.size()))
    throw Error(fmt::format("corrections: {} thresholds and strokes of {} classes; there are {}",
                            corrections.thresholds.size(), corrections.strokes.size(), classes));
  for (const auto& strokes : corrections.strokes) expect_strokes(strokes, "corrections");
}

// Without a guide, masks follow no edges: only the size of the picture is asked for.
void expect_place(const PictureView& picture, bool is_guided) {
  if (is_guided) return expect_pixels(picture, "label_features");
  if (picture.height < 1 || picture.width < 1)
    throw Error(fmt::format("label_features: a picture has at least one pixel, not {}",
                            size_in_words(picture.dimensions())));
}

// Of a tile, most of which is background whatever the picture shows: a class that is not in it
// would adapt to what is nearest to it all the same.
constexpr QueryAdaptation kAdaptationToTile = {.of_classes = 0};

std::vector<double> presences_in(const FeatureDirections& query, const Prototypes& prototypes) {
  if (prototypes.presence.empty()) return presences(query, margin_detectors(prototypes.vectors));
  return presences(query, prototypes.presence);
}

// The pixels of a picture's labels and their mean scores, strip by strip.
class LabelScores {
 public:
  explicit LabelScores(int64_t prototypes)
      : sums_(static_cast<std::size_t>(prototypes)), pixels_(sums_.size()) {}

  void add(const Labels& labels, const MapStack& scores) {
    for (int64_t y = 0; y < labels.height(); ++y) {
      const auto row = labels.row(y);
      for (auto begin = row.begin(); begin != row.end();) {
        const uint8_t label = *begin;
        const auto end = std::find_if(begin, row.end(), [=](uint8_t l) { return l != label; });
        add_run(label, scores.row(label, y).subspan(begin - row.begin(), end - begin));
        begin = end;
      }
    }
  }

  const std::vector<int64_t>& pixels() const { return pixels_; }

  std::vector<double> means() const {
    std::vector<double> means(sums_.size());
    for (std::size_t i = 0; i < means.size(); ++i)
      means[i] = sums_[i] / static_cast<double>(std::max<int64_t>(pixels_[i], 1));
    return means;
  }

 private:
  void add_run(std::size_t label, std::span<const float> scores) {
    sums_[label] = std::accumulate(scores.begin(), scores.end(), sums_[label]);
    pixels_[label] += std::ssize(scores);
  }

  std::vector<double> sums_;
  std::vector<int64_t> pixels_;
};

// Lowers the logits of classes: by their thresholds, and of those that are too little present in
// the picture to nothing, so that they are nearest to no pixel and their scores are 0.
class LoweredLogits {
 public:
  LoweredLogits(const std::vector<double>& thresholds, const std::vector<double>& presences,
                double absent_below)
      : by_(presences.size()) {
    for (std::size_t c = 0; c < presences.size(); ++c) {
      if (!thresholds.empty()) by_[c] = static_cast<float>(thresholds[c]);
      if (presences[c] < absent_below) by_[c] = std::numeric_limits<float>::infinity();
    }
  }

  void lower(MapStack& logits) const {
    for (std::size_t c = 0; c < by_.size(); ++c)
      if (by_[c] != 0)
        for (float& logit : logits.map(static_cast<int64_t>(c) + 1)) logit -= by_[c];
  }

 private:
  std::vector<float> by_;  // of each class
};

// The softmax score of each pixel's label.
void put_label_scores(const Labels& labels, const MapStack& strip, int64_t first,
                      Map<float>& scores) {
  for (int64_t y = 0; y < labels.height(); ++y)
    for (int64_t x = 0; x < labels.width(); ++x)
      scores.at(first + y, x) = strip.at(labels.at(y, x), y, x);
}

void put_rows(const MapStack& strip, int64_t first, MapStack& scores) {
  for (int64_t m = 0; m < strip.maps(); ++m)
    std::ranges::copy(strip.map(m), scores.row(m, first).begin());
}

int64_t usable_size(int64_t wanted, const InputFormat& input) {
  constexpr int64_t kLeast = 8, kMost = 4096;
  if (wanted == 0) return input.default_size;
  if (wanted < kLeast || wanted > kMost)
    throw Error(fmt::format("input size {}: from {} to {} pixels, or 0 for what the encoder likes",
                            wanted, kLeast, kMost));
  const int64_t size = fitting_size(static_cast<double>(wanted), input);
  if (size != wanted)
    note(fmt::format("input size {}: the encoder takes whole patches of {} pixels, so it is {}",
                     wanted, input.stride, size));
  return size;
}

void expect_possible(const SegmenterOptions& options) {
  if (!(options.absent_below >= 0 && options.absent_below <= 1))
    throw Error(fmt::format("absent_below is {}; a presence is from 0 to 1", options.absent_below));
  if (options.tiles && (*options.tiles < kLeastTiles || *options.tiles > kMostTiles))
    throw Error(fmt::format("tiles is {}; the side of a tile is 1 / {} to 1 / {} of the picture's",
                            *options.tiles, kLeastTiles, kMostTiles));
}

}  // namespace

double Segmentation::share(std::size_t label) const {
  if (label >= pixels.size())
    throw Error(
        fmt::format("label {}: there are {}, the background among them", label, pixels.size()));
  return static_cast<double>(pixels[label]) / static_cast<double>(labels.size());
}

Segmenter Segmenter::load(const std::filesystem::path& weights, const SegmenterOptions& options) {
  return {std::make_shared<const Model>(load_model(weights, options.stride_placement)), options};
}

Segmenter::Segmenter(std::shared_ptr<const Model> model, const SegmenterOptions& options)
    : model_(std::move(model)), options_(options) {
  expect_possible(options_);
  options_.input_size = usable_size(options.input_size, model_->graph.input);
  engine_ = make_engine(model_, options.compute);
}

NetworkInput Segmenter::input_of(const PictureView& picture) const {
  expect_pixels(picture, "input_of");
  const auto& format = model_->graph.input;
  return network_input(
      picture, encoder_size(picture.dimensions(), options_.shape, options_.input_size, format),
      format.normalisation);
}

Features Segmenter::encode(const NetworkInput& input) {
  return engine_->encode(input);
}

Prototypes Segmenter::learn(const std::function<std::optional<Support>()>& next_support) {
  Learning learning({.fit = options_.refinement.fit});
  while (const auto support = next_support()) learning.add(support->class_name, shot_of(*support));
  return prototypes_for(*this, learning);
}

Prototypes Segmenter::learn(const std::vector<Support>& supports) {
  Learning learning({.fit = options_.refinement.fit});
  for (const auto& support : supports) learning.add(support.class_name, shot_of(support));
  return prototypes_for(*this, learning);
}

std::shared_ptr<const Shot> Segmenter::shot_of(const Support& support) {
  require_usable(support);
  const auto features = encode(input_of(support.picture));
  return std::make_shared<const Shot>(
      panet::shot_of(features, support.annotation, {.fit = options_.refinement.fit}));
}

Segmentation Segmenter::segment_features(const Features& features, const Prototypes& prototypes,
                                         const PictureView& picture, KeptScores kept,
                                         const Corrections& corrections) const {
  expect_pixels(picture, "segment");
  require_fitting(prototypes, features);
  require_fitting(corrections, prototypes);
  const FeatureDirections image(features);
  auto found = findings(image, prototypes, {});
  for (std::size_t c = 0; c < corrections.strokes.size(); ++c)
    correct_by_strokes(image, corrections.strokes[c], static_cast<int64_t>(c) + 1, found.logits);
  return segmentation_of(std::move(found), picture, kept, corrections.thresholds);
}

Annotation Segmenter::completed(const Features& features, const Prototypes& prototypes,
                                std::size_t class_index, const Annotation& strokes,
                                const PictureView& picture) const {
  expect_pixels(picture, "completed");
  require_fitting(prototypes, features);
  if (class_index >= prototypes.class_names.size())
    throw Error(fmt::format("completed: class {} of {}; they are counted from 0", class_index,
                            prototypes.class_names.size()));
  expect_strokes(strokes, "completed");
  return completed_strokes(FeatureDirections(features), prototypes,
                           static_cast<int64_t>(class_index) + 1, strokes, picture,
                           options_.refinement);
}

Segmenter::Findings Segmenter::findings(const FeatureDirections& image,
                                        const Prototypes& prototypes,
                                        const QueryAdaptation& adaptation) const {
  return {.logits = coarse_logits(image, prototypes, options_.refinement, adaptation),
          .presences = presences_in(image, prototypes)};
}

Segmentation Segmenter::segmentation_of(Findings findings, const PictureView& picture,
                                        KeptScores kept,
                                        const std::vector<double>& thresholds) const {
  const int64_t maps = findings.logits.maps();
  Segmentation result = {.labels = Labels::uninitialised(picture.dimensions()),
                         .presences = std::move(findings.presences)};
  if (kept == KeptScores::kAll) result.scores = MapStack::uninitialised(maps, picture.dimensions());
  const LoweredLogits lowered(thresholds, result.presences, options_.absent_below);
  if (kept == KeptScores::kOfLabels)
    result.label_scores = Map<float>::uninitialised(picture.dimensions());
  LabelScores scores(maps);
  for_each_strip(std::move(findings.logits), picture, options_.refinement.guide,
                 [&](int64_t first, MapStack strip) {
                   lowered.lower(strip);
                   const auto labels = nearest_prototypes(strip);
                   strip = softmax(std::move(strip));
                   scores.add(labels, strip);
                   put_rows(labels, first, result.labels);
                   if (kept == KeptScores::kAll) put_rows(strip, first, result.scores);
                   if (kept == KeptScores::kOfLabels)
                     put_label_scores(labels, strip, first, result.label_scores);
                 });
  result.pixels = scores.pixels();
  result.mean_scores = scores.means();
  return result;
}

std::vector<double> Segmenter::presences(const Features& features,
                                         const Prototypes& prototypes) const {
  require_fitting(prototypes, features);
  return presences_in(FeatureDirections(features), prototypes);
}

Labels Segmenter::label_features(const Features& features, const Prototypes& prototypes,
                                 const PictureView& picture) const {
  expect_place(picture, options_.refinement.guide);
  require_fitting(prototypes, features);
  const FeatureDirections image(features);
  const auto presences =
      options_.absent_below > 0 ? presences_in(image, prototypes) : std::vector<double>();
  const LoweredLogits lowered({}, presences, options_.absent_below);
  auto labels = Labels::uninitialised(picture.dimensions());
  for_each_strip(coarse_logits(image, prototypes, options_.refinement, {}), picture,
                 options_.refinement.guide, [&](int64_t first, MapStack strip) {
                   lowered.lower(strip);
                   put_rows(nearest_prototypes(strip), first, labels);
                 });
  return labels;
}

Segmentation Segmenter::segment(const PictureView& picture, const Prototypes& prototypes,
                                KeptScores scores) {
  expect_pixels(picture, "segment");
  return segment_prepared(input_of(picture), picture, prototypes, scores);
}

Segmentation Segmenter::segment_prepared(const NetworkInput& input, const PictureView& picture,
                                         const Prototypes& prototypes, KeptScores scores) {
  expect_pixels(picture, "segment");
  require_same_encoder(prototypes, model_->fingerprint, "these prototypes");
  const auto features = encode(input);
  if (!options_.tiles) return segment_features(features, prototypes, picture, scores);
  const auto tiles = tiles_of(picture.dimensions(), *options_.tiles, options_.input_size);
  auto result =
      segmentation_of(tiled_findings(features, tiles, prototypes, picture), picture, scores);
  result.tiles = std::ssize(tiles);
  return result;
}

Segmenter::Findings Segmenter::tiled_findings(const Features& whole,
                                              const std::vector<TilePlace>& tiles,
                                              const Prototypes& prototypes,
                                              const PictureView& picture) {
  require_fitting(prototypes, whole);
  auto all = findings(FeatureDirections(whole), prototypes, {});
  if (tiles.empty()) return all;
  LogitMosaic mosaic(picture.dimensions(), tiles.front().side,
                     feature_size(options_.input_size, model_->graph.input), std::move(all.logits));
  for (const auto& tile : tiles) {
    const auto features = encode(input_of(part_of(picture, tile)));
    const auto found = findings(FeatureDirections(features), prototypes, kAdaptationToTile);
    mosaic.add(tile, found.logits);
    std::ranges::transform(all.presences, found.presences, all.presences.begin(), std::ranges::max);
  }
  all.logits = std::move(mosaic).merged();
  return all;
}

}  // namespace panet
