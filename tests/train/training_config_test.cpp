#include "panet/train/training_config.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TrainingConfig parsed(const std::string& toml) {
  return parse_training_config(toml, "my.toml");
}

std::string error_in(const std::string& toml) {
  return error_of([&] { parsed(toml); });
}

TrainingConfig overridden(const std::string& text) {
  TrainingConfig config;
  override_config(config, parse_override(text));
  return config;
}

TEST(TrainingConfig, IsThePapersRecipeByDefault) {
  const auto config = parsed("");
  EXPECT_EQ(config.steps, 30'000);
  EXPECT_EQ(config.optimizer.lr, 1e-3);
  EXPECT_EQ(config.optimizer.momentum, 0.9);
  EXPECT_EQ(config.optimizer.weight_decay, 5e-4);
  EXPECT_EQ(config.schedule.kind, "step");
  EXPECT_EQ(config.schedule.every, 10'000);
  EXPECT_EQ(config.schedule.factor, 0.1);
  EXPECT_EQ(config.model.size, 417);
  EXPECT_TRUE(config.augment.flip);
  EXPECT_TRUE(config.par);
  EXPECT_EQ(config.par_weight, 1);
  EXPECT_EQ(config.ema, 0);
  EXPECT_EQ(config.accumulate, 1);
  EXPECT_EQ(config.optimizer.clip_norm, 0);
}

TEST(TrainingConfig, ReadsTomlOverTheDefaults) {
  const auto config = parsed(R"(
split = 2
steps = 2_000
annotation = ["dense", "box"]
par = false
[model]
encoder = "resnet50"
[optimizer]
lr = 1
)");
  EXPECT_EQ(config.split, "2");
  EXPECT_EQ(config.steps, 2000);
  EXPECT_THAT(config.annotation, testing::ElementsAre("dense", "box"));
  EXPECT_FALSE(config.par);
  EXPECT_EQ(config.model.encoder, "resnet50");
  EXPECT_EQ(config.optimizer.lr, 1.0);
  EXPECT_EQ(config.shots, 1);
}

TEST(TrainingConfig, GoesThroughTomlUnchanged) {
  auto config = parsed("split = 'none'\npar_weight = 0.1\n[data]\nroot = '/a \"b\" é'\n");
  config.optimizer.lr = 0.1 + 0.2;
  const auto again = parsed(toml_of(config));
  EXPECT_EQ(toml_of(again), toml_of(config));
  EXPECT_EQ(again.data.root, config.data.root);
  EXPECT_EQ(again.optimizer.lr, 0.1 + 0.2);
}

TEST(TrainingConfig, TellsTheNearestKeyOfAnUnknownOne) {
  EXPECT_THAT(error_in("steps = 5\nstep = 5"), Tells("my.toml:2", "'step'", "'steps'"));
  EXPECT_THAT(error_in("[optimizer]\nlearning = 1\nlrr = 1"), Tells("unknown key", "optimizer."));
  EXPECT_THAT(error_in("[optimiser]\nmomentum = 0.5"),
              Tells("my.toml:2", "'optimiser.momentum'", "'optimizer.momentum'"));
  EXPECT_THAT(error_in("momentum = 0.5"), Tells("'momentum'", "'optimizer.momentum'"));
}

TEST(TrainingConfig, TellsWhatAValueShouldBe) {
  EXPECT_THAT(error_in("steps = 'many'"), Tells("my.toml:1", "steps", "a whole number", "string"));
  EXPECT_THAT(error_in("steps = 1.5"), Tells("steps", "a whole number"));
  EXPECT_THAT(error_in("steps = 0"), Tells("steps", "from 1"));
  EXPECT_THAT(error_in("par = 1"), Tells("par", "true or false"));
  EXPECT_THAT(error_in("par_weight = nan"), Tells("par_weight", "nan"));
  EXPECT_THAT(error_in("annotation = ['dense', 'circle']"),
              Tells("annotation", "circle", "scribble"));
  EXPECT_THAT(error_in("annotation = []"), Tells("annotation", "at least one"));
  EXPECT_THAT(error_in("annotation = [1]"), Tells("annotation", "list of texts"));
  EXPECT_THAT(error_in("[model]\nencoder = 'alexnet'"), Tells("model.encoder", "alexnet", "vgg16"));
  EXPECT_THAT(error_in("[model]\nsize = 99999"), Tells("model.size", "4096"));
  EXPECT_THAT(error_in("[schedule]\nkind = 'linear'"), Tells("schedule.kind", "cosine"));
  EXPECT_THAT(error_in("optimizer = 5"), Tells("unknown key 'optimizer'"));
}

TEST(TrainingConfig, TellsWhereAFileIsNoToml) {
  EXPECT_THAT(error_in("steps = 5\nsplit ="), Tells("my.toml:2", "no TOML"));
  EXPECT_THAT(error_in("steps = 5\nsteps = 6"), Tells("my.toml:2"));
  EXPECT_THAT(error_of([] { read_training_config("/nowhere/x.toml"); }),
              Tells("/nowhere/x.toml", "cannot be read"));
}

TEST(TrainingConfig, TakesChangesFromTheCommandLine) {
  EXPECT_EQ(overridden("steps=2000").steps, 2000);
  EXPECT_EQ(overridden("split=2").split, "2");
  EXPECT_EQ(overridden("data.root=/data/VOC 2012").data.root, "/data/VOC 2012");
  EXPECT_EQ(overridden("data.root=2012").data.root, "2012");
  EXPECT_EQ(overridden("data.root=\"a\"").data.root, "a");
  EXPECT_EQ(overridden("optimizer.lr=1e-4").optimizer.lr, 1e-4);
  EXPECT_FALSE(overridden("par=false").par);
  EXPECT_THAT(overridden("annotation=dense,box").annotation, testing::ElementsAre("dense", "box"));
  EXPECT_THAT(overridden("annotation=[\"box\"]").annotation, testing::ElementsAre("box"));
}

TEST(TrainingConfig, RefusesChangesThatMakeNoSense) {
  EXPECT_THAT(error_of([] { parse_override("steps"); }), Tells("steps", "KEY=VALUE"));
  EXPECT_THAT(error_of([] { parse_override("=5"); }), Tells("KEY=VALUE"));
  EXPECT_THAT(error_of([] { overridden("stepz=5"); }), Tells("stepz", "'steps'"));
  EXPECT_THAT(error_of([] { overridden("steps=5\nsplit=2"); }), Tells("steps", "a whole number"));
  EXPECT_THAT(error_of([] { overridden("steps=x"); }), Tells("steps", "a whole number"));
  EXPECT_THAT(error_of([] { overridden("annotation="); }), Tells("annotation", "at least one"));
}

TEST(TrainingConfig, KnowsWhatMayChangeWhenARunGoesOn) {
  const auto before = parsed("");
  EXPECT_THAT(changed_keys(before, parsed("steps = 5\n[validate]\nevery = 7\n[data]\nroot = 'x'")),
              testing::IsEmpty());
  EXPECT_THAT(changed_keys(before, parsed("seed = 5\n[optimizer]\nlr = 0.01")),
              testing::ElementsAre("seed (1234, now 5)", "optimizer.lr (0.001, now 0.01)"));
}

TEST(TrainingConfig, HelpNamesEveryKey) {
  const auto help = config_help();
  for (const auto* key : {"split", "par_weight", "optimizer.lr", "schedule.warmup", "augment.scale",
                          "validate.patience", "ema"})
    EXPECT_THAT(help, testing::HasSubstr(key));
}

}  // namespace
}  // namespace panet
