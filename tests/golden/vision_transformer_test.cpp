// Vision transformers against the code of their own repositories: see vit/README.md beside this
// file. More golden files are read from the folder vit of PANET_GOLDEN_DIR, where that is there.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/availability.h"
#include "golden_engines.h"
#include "golden_files.h"
#include "panet/base/error.h"
#include "panet/engine/inference_engine.h"
#include "panet/weights/safetensors.h"
#include "support.h"
#include "weights/encoder_tensors.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// Of the range of the features; as the README says.
constexpr float kTolerance = 1e-3f, kBFloat16Tolerance = 2e-2f;

std::vector<fs::path> folders() {
  std::vector<fs::path> folders;
  for (const auto& folder : golden_folders()) folders.push_back(folder / "vit");
  std::erase_if(folders, [](const fs::path& folder) { return !fs::is_directory(folder); });
  return folders;
}

// "dinov2.timm.safetensors" → ".../dinov2.features.safetensors"
fs::path features_of(const fs::path& weights) {
  const auto name = weights.filename().string();
  return weights.parent_path() / (name.substr(0, name.find('.')) + ".features.safetensors");
}

std::vector<fs::path> weight_files() {
  std::vector<fs::path> files;
  for (const auto& folder : folders())
    for (const auto& entry : fs::directory_iterator(folder)) {
      const auto& path = entry.path();
      const bool holds_tensors = path.extension() == ".safetensors" || path.extension() == ".pth";
      if (holds_tensors && path != features_of(path) && fs::exists(features_of(path)))
        files.push_back(path);
    }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> name_files() {
  std::vector<fs::path> files;
  for (const auto& folder : folders())
    if (fs::exists(folder / "names.json")) files.push_back(folder / "names.json");
  return files;
}

// The input of the README.
NetworkInput formula_input(PictureSize size) {
  const auto [height, width] = size;
  auto input = NetworkInput::uninitialised(size);
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x)
      for (int64_t c = 0; c < 3; ++c) {
        const auto k = static_cast<uint64_t>((c * height + y) * width + x);
        const double u = std::ldexp(static_cast<double>(splitmix64(k) >> 40), -24);
        const auto wave = static_cast<double>(y * (c + 1) + x * (3 - c)) / 14;
        input.at(y, x)[static_cast<std::size_t>(c)] =
            static_cast<float>(2 * u - 1 + std::sin(wave));
      }
  return input;
}

// "168x126"
PictureSize size_of(const std::string& name) {
  const auto x = name.find('x');
  return {.height = std::stoll(name.substr(0, x)), .width = std::stoll(name.substr(x + 1))};
}

std::vector<float> numbers_of(const Features& features) {
  if (features.type() == Features::Type::kFloat32)
    return {features.floats().begin(), features.floats().end()};
  std::vector<float> numbers;
  for (const auto number : features.bfloats()) numbers.push_back(to_float(number));
  return numbers;
}

// The greatest difference, in ranges of the golden numbers.
float difference(const std::vector<float>& ours, std::span<const float> golden) {
  const auto [least, most] = std::ranges::minmax(golden);
  float greatest = 0;
  for (std::size_t i = 0; i < golden.size(); ++i)
    greatest = std::max(greatest, std::abs(ours[i] - golden[i]));
  return greatest / (most - least);
}

bool has_bfloat16(const fs::path& file) {
  return std::ranges::any_of(read_weight_file(file).tensors, [](const auto& entry) {
    return entry.second.dtype() == DType::kBF16;
  });
}

class GoldenTransformer : public testing::TestWithParam<fs::path> {
 protected:
  void expect_golden_features(InferenceEngine& engine, float tolerance) const {
    for (const auto& [name, golden] : read_safetensors(features_of(GetParam())).tensors) {
      const auto features = engine.encode(formula_input(size_of(name)));
      const std::vector<int64_t> shape = {features.height(), features.width(), features.channels()};
      ASSERT_EQ(shape, golden.shape()) << name;
      const float found = difference(numbers_of(features), golden.values<float>());
      std::printf("%s %s: %.1e of the range\n", features_of(GetParam()).c_str(), name.c_str(),
                  found);
      EXPECT_LT(found, tolerance) << name;
    }
  }
};

TEST_P(GoldenTransformer, EveryEngineGivesWhatTheOriginalCodeDoes) {
  std::printf("%s\n", GetParam().c_str());
  const auto model = std::make_shared<const Model>(load_model(GetParam()));
  const float exact = has_bfloat16(GetParam()) ? kBFloat16Tolerance : kTolerance;
  for (const auto kind : test::golden_engines()) {
    SCOPED_TRACE(kind == EngineKind::kOneDnn ? "oneDNN" : "LibTorch");
    expect_golden_features(*make_engine(model, {.engine = kind}), exact);
    if (kind == EngineKind::kOneDnn && !onednn_computes_in(Precision::kBFloat16)) continue;
    SCOPED_TRACE("bf16");
    expect_golden_features(*make_engine(model, {.precision = Precision::kBFloat16, .engine = kind}),
                           kBFloat16Tolerance);
  }
}

TEST_P(GoldenTransformer, IntegersComeNear) {
  if (!onednn_computes_in(Precision::kInt8)) GTEST_SKIP() << "no VNNI";
  const auto model = std::make_shared<const Model>(load_model(GetParam()));
  expect_golden_features(*make_engine(model, {.precision = Precision::kInt8}), kBFloat16Tolerance);
}

// A weight file has its own names again when it was written by us.
TEST_P(GoldenTransformer, IsTheSameOnceConverted) {
  const test::TemporaryFolder folder;
  const auto model = load_model(GetParam());
  save_model(folder / "ours.safetensors", model.graph.options, model.weights, DType::kF32);
  const auto ours = load_model(folder / "ours.safetensors");
  EXPECT_EQ(ours.fingerprint, model.fingerprint);
  EXPECT_EQ(ours.graph.options.transformer, model.graph.options.transformer);
  EXPECT_EQ(ours.whose_names, "panet");
}

class GoldenNames : public testing::TestWithParam<fs::path> {};

// Tensors of these shapes, all of which are the same zeros.
TensorMap zeros_of(const nlohmann::json& shapes, int64_t blocks) {
  static const auto zeros = std::make_shared<std::vector<uint16_t>>(1 << 23);
  TensorMap tensors;
  const auto add = [&](const std::string& name, const std::vector<int64_t>& shape) {
    std::size_t bytes = sizeof(uint16_t);
    for (const auto side : shape) bytes *= static_cast<std::size_t>(side);
    tensors[name] = {DType::kF16, shape, std::as_bytes(std::span(*zeros)).first(bytes), zeros};
  };
  for (const auto& [name, shape] : shapes.items()) {
    if (name.ends_with("periods")) continue;  // are no zeros
    const auto block = name.find(".0.");
    if (block == name.npos) add(name, shape);
    for (int64_t b = 0; b < blocks && block != name.npos; ++b)
      add(fmt::format("{}.{}.{}", name.substr(0, block), b, name.substr(block + 3)), shape);
  }
  return tensors;
}

// Most with a single block: all blocks have the same names.
TEST_P(GoldenNames, AreKnownAtTheirRealSizes) {
  std::printf("%s\n", GetParam().c_str());
  const auto names = nlohmann::json::parse(std::ifstream(GetParam()));
  for (const auto& [architecture, conventions] : names.items())
    for (const auto& [convention, described] : conventions.items()) {
      SCOPED_TRACE(architecture + " " + convention);
      const bool is_whole =
          architecture.find("vits") != std::string::npos && convention == "original";
      const int64_t blocks = is_whole ? described["blocks"].get<int64_t>() : 1;
      const auto found = encoder_tensors(zeros_of(described["tensors"], blocks));
      auto expected = *encoder_graph({.architecture = architecture}).options.transformer;
      expected.depth = blocks;
      EXPECT_EQ(*found.transformer, expected);
      EXPECT_EQ(found.architecture == architecture, is_whole);
    }
}

std::string name_of(const testing::TestParamInfo<fs::path>& file) {
  std::string name = fmt::format("{}_{}", file.index, file.param.filename().string());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenTransformer, testing::ValuesIn(weight_files()), name_of);
INSTANTIATE_TEST_SUITE_P(Files, GoldenNames, testing::ValuesIn(name_files()), name_of);

}  // namespace
}  // namespace panet
