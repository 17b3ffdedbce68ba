#include "panet/segment/segmenter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "model/torch_error.h"
#include "panet/file/error.h"
#include "panet/image/network_input.h"
#include "panet/image/png.h"
#include "panet/model/cosine_classifier.h"
#include "panet/model/feature_directions.h"
#include "panet/model/masked_average_pooling.h"
#include "panet/model/prototypes.h"
#include "panet/model/query_adaptation.h"
#include "panet/model/upsampled_rows.h"
#include "panet/segment/guided_rows.h"

namespace panet {
namespace {

constexpr int64_t kLogitsPerStrip =
    1 << 21;  // bounds the memory of upsampled logits, whatever the picture's size

// The masked averages of the pictures seen so far, by class.
struct LearningClass {
  std::string name;
  std::vector<torch::Tensor> foreground, background;  // D each
};

LearningClass& class_named(const std::string& name, std::vector<LearningClass>& classes) {
  const auto found =
      std::find_if(classes.begin(), classes.end(), [&](const auto& c) { return c.name == name; });
  if (found != classes.end()) return *found;
  if (std::ssize(classes) == kMostClasses)
    throw Error(
        fmt::format("class '{}': more than {} classes at once; split them into several runs", name,
                    kMostClasses));
  return classes.emplace_back(LearningClass{.name = name, .foreground = {}, .background = {}});
}

void require_picture(const torch::Tensor& picture) {
  const bool is_picture = picture.defined() && picture.dim() == 3 && picture.size(2) == 3 &&
                          picture.scalar_type() == torch::kUInt8 && picture.numel() > 0;
  if (!is_picture)
    throw Error(picture.defined() ? fmt::format("a picture is H x W x 3 uint8, not [{}] {}",
                                                fmt::join(picture.sizes(), ", "),
                                                torch::toString(picture.scalar_type()))
                                  : "a picture is H x W x 3 uint8, not an undefined tensor");
}

void require_usable(const Support& support) {
  require_picture(support.picture);
  const auto picture_size = support.picture.sizes().slice(0, 2);
  const auto require = [&](const torch::Tensor& mask, const char* kind) {
    if (mask.sizes() != picture_size)
      throw Error(fmt::format(
          "{} (class '{}'): the {} mask is {} x {} pixels, the picture {} x {}; they must be equal",
          support.source, support.class_name, kind, mask.size(1), mask.size(0), picture_size[1],
          picture_size[0]));
    if (mask.any().item<bool>()) return;
    throw Error(fmt::format(
        "{} (class '{}'): the annotation has no {} pixel, so there is nothing to learn from; "
        "mark some of the {}",
        support.source, support.class_name, kind,
        kind == std::string("foreground") ? "object" : "surroundings"));
  };
  require(support.annotation.foreground, "foreground");
  require(support.annotation.background, "background");
}

Prototypes prototypes_of(const std::vector<LearningClass>& classes) {
  Prototypes prototypes;
  std::vector<PooledShots> shots;
  for (const auto& learned : classes) {
    shots.push_back({.foreground = torch::stack(learned.foreground),
                     .background = torch::stack(learned.background)});
    prototypes.class_names.push_back(learned.name);
    prototypes.class_colours.push_back(voc_palette()[prototypes.class_names.size()]);
    prototypes.class_shots.push_back(std::ssize(learned.foreground));
  }
  prototypes.vectors = mean_of_shots(shots).cpu();
  return prototypes;
}

// Rows first to last - 1 of a picture's logits, P x rows x W.
using LogitRows = std::function<torch::Tensor(int64_t first, int64_t last)>;

LogitRows logit_rows(const torch::Tensor& logits, const torch::Tensor& picture, bool is_guided) {
  if (is_guided)
    return [guided = GuidedRows(logits, picture)](int64_t first, int64_t last) mutable {
      return guided.rows(first, last);
    };
  return [upsampled = UpsampledRows(logits, picture.size(0), picture.size(1))](
             int64_t first, int64_t last) mutable { return upsampled.rows(first, last); };
}

// The prototypes' logits at the resolution of the features. 1 x (1 + C) x h x w, CPU.
torch::Tensor coarse_logits(const torch::Tensor& features, const Prototypes& prototypes,
                            bool is_adapted) {
  const FeatureDirections query(features);
  auto vectors = prototypes.vectors.to(features.device());
  if (is_adapted) vectors = adapted_prototypes(query, vectors, prototypes.class_shots);
  return query.logits(vectors).cpu();
}

// Hands over the logits of a whole picture strip by strip.
void for_each_strip(
    const torch::Tensor& features, const Prototypes& prototypes, const torch::Tensor& picture,
    const Refinement& refinement,
    const std::function<void(int64_t first, int64_t last, const torch::Tensor& strip)>& use) {
  const torch::NoGradGuard no_grad;
  const auto logits = coarse_logits(features, prototypes, refinement.adapt);
  const auto rows = logit_rows(logits, picture, refinement.guide);
  const int64_t height = picture.size(0), width = picture.size(1);
  const int64_t step = std::max<int64_t>(1, kLogitsPerStrip / (width * logits.size(1)));
  for (int64_t first = 0; first < height; first += step) {
    const int64_t last = std::min(first + step, height);
    use(first, last, rows(first, last));
  }
}

// The mean scores of a picture's labels, strip by strip.
class ScoreMeans {
 public:
  explicit ScoreMeans(int64_t prototypes)
      : sums_(torch::zeros({prototypes}, torch::kFloat64)), pixels_(sums_.clone()) {}

  // The largest score of a pixel is its label's.
  void add(const torch::Tensor& labels, const torch::Tensor& scores) {
    const auto label = labels.flatten();
    sums_ += torch::bincount(label, scores.amax(0).flatten().to(torch::kFloat64), sums_.size(0));
    pixels_ += torch::bincount(label, {}, sums_.size(0));
  }

  torch::Tensor means() const { return sums_ / pixels_.clamp_min(1); }

 private:
  torch::Tensor sums_, pixels_;
};

}  // namespace

Segmenter Segmenter::load(const std::filesystem::path& weights, const SegmenterOptions& options) {
  return {load_model(weights, options.stride_placement), options};
}

Segmenter::Segmenter(Model model, const SegmenterOptions& options)
    : model_(std::move(model)), options_(options) {
  if (options.input_size < 8)
    throw Error(fmt::format("input size {}: at least 8 pixels are needed (the paper has 417)",
                            options.input_size));
  model_.encoder->eval();
  engine_ = make_engine(model_, options.compute);
}

torch::Tensor Segmenter::encode(const torch::Tensor& input) const try {
  const torch::NoGradGuard no_grad;
  return engine_->encode(input);
} catch (const c10::Error& error) {
  throw_in_words(error);
}

Prototypes Segmenter::learn(const std::function<std::optional<Support>()>& next_support) const try {
  const torch::NoGradGuard no_grad;
  std::vector<LearningClass> classes;
  while (const auto support = next_support()) {
    require_usable(*support);
    const auto features = encode(network_input(support->picture, options_.input_size));
    // Pooling takes masks of any size: at the picture's own, not even the smallest object is lost.
    const auto pooled = [&](const torch::Tensor& mask) {
      return masked_average_pooling(features, mask.to(features.device()).unsqueeze(0)).squeeze(0);
    };
    auto& learning = class_named(support->class_name, classes);
    learning.foreground.push_back(pooled(support->annotation.foreground));
    learning.background.push_back(pooled(support->annotation.background));
  }
  if (classes.empty()) throw Error("nothing to learn from: no annotated picture was given");
  auto prototypes = prototypes_of(classes);
  prototypes.encoder_fingerprint = model_.fingerprint;
  prototypes.input_size = options_.input_size;
  return prototypes;
} catch (const c10::Error& error) {
  throw_in_words(error);
}

Prototypes Segmenter::learn(const std::vector<Support>& supports) const {
  auto next = supports.begin();
  return learn([&]() { return next == supports.end() ? std::nullopt : std::optional(*next++); });
}

Segmentation Segmenter::segment_features(const torch::Tensor& features,
                                         const Prototypes& prototypes, const torch::Tensor& picture,
                                         Scores scores) const try {
  require_picture(picture);
  const int64_t height = picture.size(0), width = picture.size(1);
  Segmentation result = {.labels = torch::empty({height, width}, torch::kUInt8)};
  if (scores == Scores::kAll)
    result.scores = torch::empty({prototypes.vectors.size(0), height, width}, torch::kFloat32);
  ScoreMeans means(prototypes.vectors.size(0));
  for_each_strip(features, prototypes, picture, options_.refinement,
                 [&](int64_t first, int64_t last, const torch::Tensor& strip) {
                   const auto labels = nearest_prototypes(strip), shares = strip.softmax(0);
                   means.add(labels, shares);
                   result.labels.slice(0, first, last).copy_(labels);
                   if (scores == Scores::kAll) result.scores.slice(1, first, last).copy_(shares);
                 });
  result.mean_scores = means.means();
  return result;
} catch (const c10::Error& error) {
  throw_in_words(error);
}

torch::Tensor Segmenter::label_features(const torch::Tensor& features, const Prototypes& prototypes,
                                        const torch::Tensor& picture) const try {
  auto labels = torch::empty(picture.sizes().slice(0, 2), torch::kUInt8);
  for_each_strip(features, prototypes, picture, options_.refinement,
                 [&](int64_t first, int64_t last, const torch::Tensor& strip) {
                   labels.slice(0, first, last).copy_(nearest_prototypes(strip));
                 });
  return labels;
} catch (const c10::Error& error) {
  throw_in_words(error);
}

Segmentation Segmenter::segment(const torch::Tensor& picture, const Prototypes& prototypes,
                                Scores scores) const try {
  require_picture(picture);
  require_same_encoder(prototypes, model_.fingerprint, "these prototypes");
  const auto features = encode(network_input(picture, options_.input_size));
  return segment_features(features, prototypes, picture, scores);
} catch (const c10::Error& error) {
  throw_in_words(error);
}

}  // namespace panet
