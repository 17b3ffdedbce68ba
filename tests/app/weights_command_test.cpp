#include <nlohmann/json.hpp>

#include "panet/weights/model_file.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

using test::run_panet;
using test::Tells;
using test::TemporaryFolder;

struct WeightsCommand : testing::Test {
  WeightsCommand() { test::copy_desk(folder.path()); }
  TemporaryFolder folder;
};

TEST_F(WeightsCommand, InfoShowsWhatAFileHolds) {
  const auto info = run_panet(folder.path(), "weights info W.safetensors");
  ASSERT_EQ(info.exit_code, 0) << info.error;
  EXPECT_THAT(info.output, Tells("resnet50", "8.53 M", "F16", "1024 channels"));
}

TEST_F(WeightsCommand, InfoPrintsJsonForPrograms) {
  const auto info =
      nlohmann::json::parse(run_panet(folder.path(), "weights info --json W.safetensors").output);
  EXPECT_EQ(info["architecture"], "resnet50");
  EXPECT_EQ(info["parameters"], 8'528'000);
  EXPECT_EQ(info["stride"], "3x3");
}

TEST_F(WeightsCommand, ConvertKeepsTheWeights) {
  const auto converted =
      run_panet(folder.path(), "weights convert W.safetensors V.safetensors --dtype f32");
  ASSERT_EQ(converted.exit_code, 0) << converted.error;
  EXPECT_EQ(load_model(folder / "V.safetensors").fingerprint,
            load_model(folder / "W.safetensors").fingerprint);
}

TEST_F(WeightsCommand, AverageOfAFileAndItselfIsThatFile) {
  const auto averaged =
      run_panet(folder.path(), "weights average W.safetensors W.safetensors --out V.safetensors");
  ASSERT_EQ(averaged.exit_code, 0) << averaged.error;
  EXPECT_EQ(load_model(folder / "V.safetensors").fingerprint,
            load_model(folder / "W.safetensors").fingerprint);
}

TEST_F(WeightsCommand, AnAverageIsOfAtLeastTwo) {
  EXPECT_EQ(run_panet(folder.path(), "weights average W.safetensors --out V.safetensors").exit_code,
            2);
}

TEST_F(WeightsCommand, CalibrateKeepsTheWeightsAndAddsTheRanges) {
  const auto calibrated = run_panet(
      folder.path(), "weights calibrate W.safetensors --out V.safetensors --size 65 photos");
  ASSERT_EQ(calibrated.exit_code, 0) << calibrated.error;
  EXPECT_THAT(calibrated.output, Tells("V.safetensors", "calibrated on", "--precision int8"));
  const auto model = load_model(folder / "V.safetensors");
  EXPECT_EQ(model.fingerprint, load_model(folder / "W.safetensors").fingerprint);
  EXPECT_THAT(model.metadata.at("activation_ranges"), Tells("layer3.5.conv3", "images"));
}

TEST_F(WeightsCommand, WorldKeepsTheWeightsAndAddsHowFeaturesVary) {
  const auto measure = [&](const std::string& arguments) {
    return run_panet(folder.path(), "weights world W.safetensors --size 129 photos " + arguments);
  };
  const auto measured = measure("--out V.safetensors");
  ASSERT_EQ(measured.exit_code, 0) << measured.error;
  EXPECT_THAT(measured.output, Tells("V.safetensors", "3 picture(s)", "presence"));
  const auto model = load_model(folder / "V.safetensors");
  EXPECT_EQ(model.fingerprint, load_model(folder / "W.safetensors").fingerprint);
  ASSERT_NE(model.world, nullptr);
  EXPECT_EQ(model.world->axes.dimensions(), (PictureSize{128, 1024}));
  const auto bytes = [&](const char* name) { return test::read_file(folder / name); };
  EXPECT_EQ(measure("--out again.safetensors").exit_code, 0);
  EXPECT_EQ(bytes("again.safetensors"), bytes("V.safetensors"));
  EXPECT_EQ(measure("--out other.safetensors --seed 7").exit_code, 0);
  EXPECT_NE(bytes("other.safetensors"), bytes("V.safetensors"));
  const auto converted =
      run_panet(folder.path(), "weights convert V.safetensors C.safetensors --dtype f32");
  ASSERT_EQ(converted.exit_code, 0) << converted.error;
  const auto converted_world = load_model(folder / "C.safetensors").world;
  ASSERT_NE(converted_world, nullptr);
  EXPECT_EQ(converted_world->axes, model.world->axes);
}

TEST_F(WeightsCommand, WorldLeavesOutPicturesThatCannotBeRead) {
  test::write_file(folder / "photos/d.jpg", "no picture");
  const auto measured =
      run_panet(folder.path(), "weights world W.safetensors --size 129 --out V.safetensors photos");
  ASSERT_EQ(measured.exit_code, 0) << measured.error;
  EXPECT_THAT(measured.output, Tells("3 picture(s)"));
  EXPECT_THAT(measured.error, Tells("d.jpg", "left out"));
  const auto one = run_panet(
      folder.path(), "weights world W.safetensors --size 65 --out X.safetensors photos/a.jpg");
  EXPECT_EQ(one.exit_code, 1);
  EXPECT_THAT(one.error, Tells("1 picture(s) are too few"));
}

TEST_F(WeightsCommand, InputsAndOthersFilesAreNotReplaced) {
  test::write_file(folder / "theirs.pth", "somebody's");
  for (const std::string arguments :
       {"convert W.safetensors W.safetensors --overwrite", "convert W.safetensors theirs.pth",
        "average W.safetensors W.safetensors --out W.safetensors",
        "calibrate W.safetensors --out photos/a.jpg photos --overwrite"}) {
    const auto refused = run_panet(folder.path(), "weights " + arguments);
    EXPECT_EQ(refused.exit_code, 1) << arguments;
    EXPECT_THAT(refused.error, Tells("would be overwritten")) << arguments;
  }
  EXPECT_EQ(test::read_file(folder / "theirs.pth"), "somebody's");
}

TEST_F(WeightsCommand, InfoShowsAStrangersTextWithoutItsCommands) {
  auto model = load_model(folder / "W.safetensors");
  model.metadata["author"] = "\x1b]0;title\a\x1b[2Jxxx";
  save_model(folder / "V.safetensors", model.graph.options, model.weights, DType::kF16,
             model.metadata);
  const auto info = run_panet(folder.path(), "weights info V.safetensors").output;
  EXPECT_THAT(info, Tells("\\x1b]0;title\\x07\\x1b[2Jxxx"));
  EXPECT_EQ(info.find('\x1b'), std::string::npos);
}

TEST_F(WeightsCommand, CalibrateNeedsPictures) {
  EXPECT_EQ(
      run_panet(folder.path(), "weights calibrate W.safetensors --out V.safetensors").exit_code, 2);
  EXPECT_EQ(
      run_panet(folder.path(), "weights calibrate W.safetensors --out V.safetensors no-such-folder")
          .exit_code,
      1);
  EXPECT_FALSE(std::filesystem::exists(folder / "V.safetensors"));
}

TEST_F(WeightsCommand, AFileThatIsNoWeightFileIsADataError) {
  test::write_file(folder / "bad.safetensors",
                   "nothing of the kind, and long enough to be looked into");
  const auto info = run_panet(folder.path(), "weights info bad.safetensors");
  EXPECT_EQ(info.exit_code, 1);
  EXPECT_THAT(info.error, Tells("bad.safetensors"));
}

TEST_F(WeightsCommand, AnUnknownDtypeIsAUsageError) {
  EXPECT_EQ(
      run_panet(folder.path(), "weights convert W.safetensors V.safetensors --dtype f64").exit_code,
      2);
}

}  // namespace
}  // namespace panet
