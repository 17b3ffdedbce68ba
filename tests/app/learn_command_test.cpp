#include "panet/weights/prototype_file.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

using test::kQuick;
using test::run_panet;
using test::Tells;
using test::TemporaryFolder;

struct LearnCommand : testing::Test {
  LearnCommand() { test::copy_desk(folder.path()); }
  TemporaryFolder folder;
};

TEST_F(LearnCommand, SavesPrototypesWithNamesAndTheModelsFingerprint) {
  const auto learned = run_panet(
      folder.path(), "learn --model W.safetensors --support support --out P.safetensors" + kQuick);
  ASSERT_EQ(learned.exit_code, 0) << learned.error;
  EXPECT_THAT(learned.output, Tells("P.safetensors", "ball"));
  const auto prototypes = load_prototypes(folder / "P.safetensors");
  EXPECT_THAT(prototypes.class_names, testing::ElementsAre("ball"));
  EXPECT_EQ(prototypes.input_size, 65);
  EXPECT_EQ(prototypes.shape, PictureShape::kSquare);
  EXPECT_EQ(prototypes.encoder_fingerprint.size(), 32u);
}

TEST_F(LearnCommand, LearnsTheSameTwice) {
  for (const auto* out : {"P1", "P2"})
    run_panet(folder.path(),
              std::string("learn --model W.safetensors --support support --out ") + out + kQuick);
  EXPECT_EQ(test::read_file(folder / "P1"), test::read_file(folder / "P2"));
}

TEST_F(LearnCommand, ReplacesPrototypesButNothingElse) {
  const std::string learn = "learn --model W.safetensors --support support" + kQuick + "--out ";
  test::write_file(folder / "notes.txt", "somebody's");
  EXPECT_EQ(run_panet(folder.path(), learn + "P.safetensors").exit_code, 0);
  EXPECT_EQ(run_panet(folder.path(), learn + "P.safetensors").exit_code, 0);
  for (const std::string out :
       {"W.safetensors", "support/ball/ball1.jpg", "support/ball/ball1.png", "notes.txt"}) {
    const auto before = test::read_file(folder / out);
    const auto refused = run_panet(folder.path(), learn + out);
    EXPECT_EQ(refused.exit_code, 1) << out;
    EXPECT_THAT(refused.error, Tells(out + " would be overwritten", "say another --out")) << out;
    EXPECT_EQ(test::read_file(folder / out), before) << out;
  }
  EXPECT_EQ(run_panet(folder.path(), learn + "notes.txt --overwrite").exit_code, 0);
}

TEST_F(LearnCommand, WithoutSupportIsAUsageError) {
  const auto learned = run_panet(folder.path(), "learn --model W.safetensors --out P.safetensors");
  EXPECT_EQ(learned.exit_code, 2);
  EXPECT_THAT(learned.error, Tells("--support"));
}

}  // namespace
}  // namespace panet
