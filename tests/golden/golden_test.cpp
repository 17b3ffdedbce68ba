// The mathematics against the authors' own code: see README.md beside this file for what the golden
// files hold. More of them can be named by the environment variable PANET_GOLDEN_DIR.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "golden_files.h"
#include "model/cosine_classifier.h"
#include "model/masked_average_pooling.h"
#include "model/prototypes.h"
#include "panet/base/error.h"
#include "panet/engine/inference_engine.h"
#include "panet/eval/evaluation.h"
#include "panet/train/network/torch_encoder.h"
#include "panet/train/network/torch_engine.h"
#include "panet/weights/safetensors.h"
#include "support.h"
#include "tensors.h"
#include "train/loss/cosine_classifier.h"
#include "train/loss/losses.h"
#include "train/network/torch_tensors.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// Tolerances: logits and losses as the README of the golden files says; features and prototypes
// relative to their range.
constexpr double kFeatureTolerance = 1e-4;
constexpr double kLogitTolerance = 1e-3;
constexpr double kQueryLossTolerance = 1e-4;
constexpr double kAlignLossTolerance = 1e-3;
constexpr double kGradientNormTolerance = 5e-3;
constexpr double kMetricTolerance = 1e-6;  // of IoU from 0 to 1, kept as float32
constexpr double kGradientElementTolerance =
    2e-2;  // of the largest among those compared, or of the root mean square

enum class Kind { kEpisode, kMetric };

Kind kind_of(const fs::path& file) {
  return file.filename().string().starts_with("metric_") ? Kind::kMetric : Kind::kEpisode;
}

std::vector<fs::path> golden_files(Kind kind) {
  std::vector<fs::path> files;
  for (const auto& folder : golden_folders()) {
    const auto before = files.size();
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".safetensors" && kind_of(entry.path()) == kind)
        files.push_back(entry.path());
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
  }
  return files;
}

// Parameter number p of the encoder by the formula of the README.
torch::Tensor formula_parameter(uint64_t p, at::IntArrayRef shape) {
  auto tensor = torch::empty(shape, torch::kFloat32);
  const double scale =
      shape.size() == 1 ? 0.1 : std::sqrt(6.0 / (9.0 * static_cast<double>(shape[1])));
  float* const values = tensor.data_ptr<float>();
  for (int64_t k = 0; k < tensor.numel(); ++k) {
    const uint64_t bits = splitmix64((p << 32) + static_cast<uint64_t>(k)) >> 40;
    values[k] = static_cast<float>((2 * std::ldexp(static_cast<double>(bits), -24) - 1) * scale);
  }
  return tensor;
}

Model formula_model() {
  auto graph = encoder_graph({.architecture = "vgg16"});
  TorchTensors weights;
  uint64_t p = 0;
  for (const auto& step : graph.steps) {
    const auto* const c = step.convolution();
    if (c == nullptr) continue;
    weights[step.name + ".weight"] =
        formula_parameter(p++, {c->out_channels, c->in_channels, c->size, c->size});
    weights[step.name + ".bias"] = formula_parameter(p++, {c->out_channels});
  }
  return model_of(std::move(graph), stored(weights));
}

// image: 3 x H x W.
Features encoded(InferenceEngine& engine, const torch::Tensor& image) {
  return engine.encode(map_of<NetworkInput>(image.permute({1, 2, 0})));
}

// D x h x w.
torch::Tensor copy_of(const Features& features) {
  const std::vector<int64_t> sizes = {features.height(), features.width(), features.channels()};
  return torch::from_blob(const_cast<float*>(features.floats().data()), sizes)
      .permute({2, 0, 1})
      .clone();
}

// P x H x W.
torch::Tensor copy_of(const MapStack& maps) {
  const std::vector<int64_t> sizes = {maps.maps(), maps.height(), maps.width()};
  return torch::from_blob(const_cast<float*>(maps.all().data()), sizes).clone();
}

// Our tensor thinned to the rows and columns that a golden file keeps: all, every 8th or every
// 16th.
torch::Tensor thinned_like(const torch::Tensor& ours, const torch::Tensor& golden) {
  for (const int64_t stride : {1, 8, 16}) {
    const auto thinned = ours.slice(2, 0, {}, stride).slice(3, 0, {}, stride);
    if (thinned.sizes() == golden.sizes()) return thinned;
  }
  throw std::runtime_error(fmt::format("golden shape {} is no thinning of {}",
                                       fmt::join(golden.sizes(), " x "),
                                       fmt::join(ours.sizes(), " x ")));
}

double relative_difference(const torch::Tensor& ours, const torch::Tensor& golden) {
  return test::max_difference(ours, golden) / golden.abs().max().item<double>();
}

double value_of(const torch::Tensor& scalar) {
  return scalar.item<double>();
}

double relative_difference(double ours, double golden) {
  return golden == 0 ? std::abs(ours) : std::abs(ours - golden) / std::abs(golden);
}

class Golden : public testing::TestWithParam<fs::path> {
 protected:
  const torch::Tensor& golden(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end())
      throw std::runtime_error("no tensor " + name + " in the golden file");
    return found->second;
  }

  TorchTensors tensors_ = tensor_views(read_safetensors(GetParam()).tensors);
};

using GoldenMetric = Golden;

TEST_P(GoldenMetric, EqualsTheAuthorsCode) {
  const auto predictions = golden("predictions"), targets = golden("targets"),
             runs = golden("runs");
  const auto labels = golden("labels");  // sample x way
  std::map<int64_t, IouMetric> metric_of_run;
  for (int64_t i = 0; i < predictions.size(0); ++i) {
    const auto ids = labels[i].to(torch::kInt32).contiguous();
    const std::vector<int> classes(ids.data_ptr<int>(), ids.data_ptr<int>() + ids.numel());
    metric_of_run[runs[i].item<int64_t>()].record(
        iou_counts(map_of<Labels>(predictions[i]), map_of<Labels>(targets[i]), classes.size()),
        classes);
  }
  std::vector<IouMetric> metrics;
  for (const auto& [run, metric] : metric_of_run) metrics.push_back(metric);
  const auto summary = summary_of(metrics);

  const auto expect = [&](const MeanAndDeviation& ours, const torch::Tensor& mean,
                          const torch::Tensor& deviation) {
    EXPECT_NEAR(ours.mean, value_of(mean), kMetricTolerance);
    EXPECT_NEAR(ours.deviation, value_of(deviation), kMetricTolerance);
  };
  const auto means = golden("class_iou_mean"), deviations = golden("class_iou_std");
  for (int64_t c = 0; c < means.size(0); ++c)
    expect(summary.class_iou.at(static_cast<int>(c) + 1), means[c], deviations[c]);
  expect(*summary.mean_iou, golden("mean_iou")[0], golden("mean_iou")[1]);
  expect(*summary.binary_iou, golden("binary_iou")[0], golden("binary_iou")[1]);
  const auto halves = golden("binary_class_iou_mean");
  EXPECT_NEAR(summary.background_iou->mean, value_of(halves[0]), kMetricTolerance);
  EXPECT_NEAR(summary.foreground_iou->mean, value_of(halves[1]), kMetricTolerance);
}

struct GoldenEpisode : Golden {
  // By the loops that segment: no gradients.
  Map<float> prototypes_of_supports(InferenceEngine& engine) const {
    const auto images = golden("support_images");  // way x shot x 3 x H x W
    std::vector<PooledShots> classes(static_cast<std::size_t>(images.size(0)));
    for (int64_t way = 0; way < images.size(0); ++way)
      for (int64_t shot = 0; shot < images.size(1); ++shot) {
        const auto features = encoded(engine, images[way][shot]);
        const auto pooled = [&](const char* masks) {
          return masked_average_pooling(features, map_of<Mask>(golden(masks)[way][shot]));
        };
        auto& shots = classes[static_cast<std::size_t>(way)];
        shots.foreground.push_back(pooled("support_fg"));
        shots.background.push_back(pooled("support_bg"));
      }
    return mean_of_shots(classes);
  }

  void expect_authors_results(InferenceEngine& engine) const {
    const auto prototypes = prototypes_of_supports(engine);
    EXPECT_LT(relative_difference(tensor_view(prototypes), golden("prototypes")),
              kFeatureTolerance);
    const auto images = golden("query_images");
    std::vector<torch::Tensor> features, logits;
    for (int64_t query = 0; query < images.size(0); ++query) {
      const auto of_query = encoded(engine, images[query]);
      features.push_back(copy_of(of_query));
      logits.push_back(copy_of(
          upsample_logits(cosine_logits(of_query, prototypes), {images.size(2), images.size(3)})));
    }
    EXPECT_LT(relative_difference(thinned_like(torch::stack(features), golden("query_features")),
                                  golden("query_features")),
              kFeatureTolerance);
    EXPECT_LT(test::max_difference(thinned_like(torch::stack(logits), golden("logits")),
                                   golden("logits")),
              kLogitTolerance);
  }
};

TEST_P(GoldenEpisode, EveryEngineGivesWhatTheAuthorsCodeDoes) {
  use_libtorch_engine();
  const auto model = std::make_shared<const Model>(formula_model());
  for (const auto kind : {EngineKind::kLibTorch, EngineKind::kOneDnn}) {
    SCOPED_TRACE(kind == EngineKind::kOneDnn ? "oneDNN" : "LibTorch");
    expect_authors_results(*make_engine(model, {.engine = kind}));
  }
}

TEST_P(GoldenEpisode, TrainingEqualsTheAuthorsCode) {
  const TorchEncoder encoder(formula_model());
  for (const auto& [name, tensor] : encoder.parameters()) tensor.set_requires_grad(true);
  const auto supports = golden("support_images");  // way x shot x 3 x H x W
  const int64_t ways = supports.size(0), shots = supports.size(1);
  const auto features =
      encoder.forward(torch::cat({supports.flatten(0, 1), golden("query_images")}));
  const SupportSet support = {
      .features = features.slice(0, 0, ways * shots).unflatten(0, {1, ways, shots}),
      .foreground = golden("support_fg").unsqueeze(0),
      .background = golden("support_bg").unsqueeze(0)};
  const auto query_features = features.slice(0, ways * shots);
  EXPECT_LT(relative_difference(thinned_like(query_features, golden("query_features")),
                                golden("query_features")),
            kFeatureTolerance);

  const auto prototypes = support_prototypes(support)[0];
  EXPECT_LT(relative_difference(prototypes, golden("prototypes")), kFeatureTolerance);

  const auto labels = golden("query_labels");
  const auto coarse_logits = cosine_logits(query_features, prototypes);
  const auto logits = upsample_logits(coarse_logits, labels.size(1), labels.size(2));
  EXPECT_LT(test::max_difference(thinned_like(logits, golden("logits")), golden("logits")),
            kLogitTolerance);

  const auto query_loss = segmentation_loss(logits.unsqueeze(0), labels.unsqueeze(0));
  const auto align_loss =
      prototype_alignment_loss(query_features.unsqueeze(0), coarse_logits.unsqueeze(0), support);
  EXPECT_LT(relative_difference(value_of(query_loss), value_of(golden("query_loss"))),
            kQueryLossTolerance);
  EXPECT_LT(relative_difference(value_of(align_loss), value_of(golden("align_loss"))),
            kAlignLossTolerance);

  (query_loss + align_loss).backward();
  for (const auto& [name, tensor] : encoder.parameters()) {
    const auto gradient = tensor.grad();
    const auto norm = golden("grad_norm." + name);
    EXPECT_LT(relative_difference(value_of(gradient.norm()), value_of(norm)),
              kGradientNormTolerance)
        << name;
    const auto head = golden("grad_head." + name);
    const double scale =
        std::max(head.abs().max().item<double>(),
                 value_of(norm) / std::sqrt(static_cast<double>(gradient.numel())));
    EXPECT_LE(test::max_difference(gradient.flatten().slice(0, 0, head.numel()), head),
              kGradientElementTolerance * scale)
        << name;
  }
}

std::string name_of(const testing::TestParamInfo<fs::path>& file) {
  std::string name = fmt::format("{}_{}", file.index, file.param.stem().string());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenMetric, testing::ValuesIn(golden_files(Kind::kMetric)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Files, GoldenEpisode, testing::ValuesIn(golden_files(Kind::kEpisode)),
                         name_of);

}  // namespace
}  // namespace panet
