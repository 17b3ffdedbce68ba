// Commands with a vision transformer in place of the paper's encoder: a tiny one of random weights.

#include <nlohmann/json.hpp>

#include "engine/availability.h"
#include "panet/weights/model_file.h"
#include "panet/weights/prototype_file.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

using test::run_panet;
using test::Tells;
using test::TemporaryFolder;

constexpr VisionTransformer kTiny = {
    .patch = 14, .width = 64, .depth = 2, .hidden = 128, .registers = 4, .grid = 5};

struct VisionTransformerCommands : testing::Test {
  VisionTransformerCommands() {
    test::copy_desk(folder.path());
    const auto graph = encoder_graph({.architecture = "", .transformer = kTiny});
    save_model(folder / "vit.safetensors", graph.options, drawn_weights(graph, 1), DType::kF32);
  }

  test::Outcome run(const std::string& arguments) const {
    return run_panet(folder.path(), arguments + " --threads 1");
  }

  TemporaryFolder folder;
};

TEST_F(VisionTransformerCommands, LearnAndSegment) {
  const auto learned =
      run("learn --model vit.safetensors --support support --out P.safetensors --size 98");
  ASSERT_EQ(learned.exit_code, 0) << learned.error;
  EXPECT_EQ(load_prototypes(folder / "P.safetensors").vectors.width(), 64);
  const auto segmented =
      run("segment --model vit.safetensors --prototypes P.safetensors --out out photos");
  ASSERT_EQ(segmented.exit_code, 0) << segmented.error;
  EXPECT_TRUE(std::filesystem::exists(folder / "out/a.png"));
}

TEST_F(VisionTransformerCommands, ASizeIsThePatchesThatAreNearest) {
  const auto learned =
      run("learn --model vit.safetensors --support support --out P.safetensors --size 100");
  EXPECT_THAT(learned.error, Tells("input size 100", "whole patches of 14 pixels", "98"));
  EXPECT_EQ(load_prototypes(folder / "P.safetensors").input_size, 98);
}

TEST_F(VisionTransformerCommands, TheUsualSizeIsTheOneItWasTrainedFor) {
  const auto learned = run("learn --model vit.safetensors --support support --out P.safetensors");
  ASSERT_EQ(learned.exit_code, 0) << learned.error;
  EXPECT_EQ(load_prototypes(folder / "P.safetensors").input_size, 5 * 14);
}

TEST_F(VisionTransformerCommands, PicturesMayKeepTheirShape) {
  const auto segmented = run(
      "segment --model vit.safetensors --support support --out out photos --size 98 --shape own");
  EXPECT_EQ(segmented.exit_code, 0) << segmented.error;
}

TEST_F(VisionTransformerCommands, PrototypesOfAnotherEncoderAreRefused) {
  ASSERT_EQ(
      run("learn --model W.safetensors --support support --out P.safetensors --size 65").exit_code,
      0);
  const auto refused =
      run("segment --model vit.safetensors --prototypes P.safetensors --out out photos");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error,
              Tells("P.safetensors", load_model(folder / "vit.safetensors").fingerprint,
                    load_model(folder / "W.safetensors").fingerprint));
}

TEST_F(VisionTransformerCommands, Eval) {
  const auto evaluated = run(
      "eval --model vit.safetensors --dataset folder --root support --size 70 --ways 1 --shots 1 "
      "--runs 1 --episodes 2 --json report.json");
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.error;
  const auto report = nlohmann::json::parse(test::read_file(folder / "report.json"));
  EXPECT_EQ(report["weights"]["architecture"], "dinov2_vit64x2_14_reg4");
}

TEST_F(VisionTransformerCommands, Figure) {
  const auto drawn =
      run("figure --model vit.safetensors --dataset folder --root support --size 70 --episodes 2 "
          "--rows 1 --out figure.png");
  EXPECT_EQ(drawn.exit_code, 0) << drawn.error;
}

TEST_F(VisionTransformerCommands, IntegersNeedNoRanges) {
  const auto calibrated =
      run_panet(folder.path(), "weights calibrate vit.safetensors --out V.safetensors photos");
  EXPECT_EQ(calibrated.exit_code, 1);
  EXPECT_THAT(calibrated.error, Tells("nothing to calibrate", "--precision int8"));
  if (!is_fast_on_cpu(Precision::kInt8)) GTEST_SKIP() << "no VNNI";
  const auto segmented =
      run("segment --model vit.safetensors --support support --out out photos --precision int8");
  EXPECT_EQ(segmented.exit_code, 0) << segmented.error;
}

TEST_F(VisionTransformerCommands, InfoTellsItsSizes) {
  const auto info = run_panet(folder.path(), "weights info vit.safetensors");
  EXPECT_THAT(info.output, Tells("dinov2_vit64x2_14_reg4", "14 x 14", "4 registers", "1 heads",
                                 "stride 14", "learnt for 5 x 5 patches", "panet"));
  const auto json =
      nlohmann::json::parse(run_panet(folder.path(), "weights info --json vit.safetensors").output);
  EXPECT_EQ(json["transformer"]["patch"], 14);
  EXPECT_EQ(json["transformer"]["registers"], 4);
  EXPECT_EQ(json["names"], "panet");
}

TEST_F(VisionTransformerCommands, BenchMeasuresOneOfItsRealSize) {
  const auto bench =
      run("bench --only encoder --encoder dinov2_vits14 --size 98 --seconds 0 --json");
  ASSERT_EQ(bench.exit_code, 0) << bench.error;
  const auto line = nlohmann::json::parse(bench.output)["lines"][0];
  EXPECT_EQ(line["what"], "dinov2_vits14");
  EXPECT_EQ(line["input_size"], 98);
  EXPECT_GT(line["gflops"].get<double>(), 0);
}

}  // namespace
}  // namespace panet
