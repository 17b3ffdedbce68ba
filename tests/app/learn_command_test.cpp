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
  EXPECT_EQ(prototypes.encoder_fingerprint.size(), 32u);
}

TEST_F(LearnCommand, LearnsTheSameTwice) {
  for (const auto* out : {"P1", "P2"})
    run_panet(folder.path(),
              std::string("learn --model W.safetensors --support support --out ") + out + kQuick);
  EXPECT_EQ(test::read_file(folder / "P1"), test::read_file(folder / "P2"));
}

TEST_F(LearnCommand, WithoutSupportIsAUsageError) {
  const auto learned = run_panet(folder.path(), "learn --model W.safetensors --out P.safetensors");
  EXPECT_EQ(learned.exit_code, 2);
  EXPECT_THAT(learned.error, Tells("--support"));
}

}  // namespace
}  // namespace panet
