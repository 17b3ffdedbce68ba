#include "panet/train/training_config.h"

#include <fmt/format.h>

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

TEST(TrainingConfig, TakesFurtherDataSets) {
  EXPECT_THAT(parsed("").data.also, testing::IsEmpty());
  EXPECT_THAT(parsed("[data]\nalso = ['a', 'b, c']").data.also, testing::ElementsAre("a", "b, c"));
  EXPECT_THAT(overridden("data.also=a,b").data.also, testing::ElementsAre("a", "b"));
  EXPECT_THAT(overridden("data.also=").data.also, testing::IsEmpty());
  EXPECT_THAT(changed_keys(parsed(""), parsed("[data]\nalso = ['a']")), testing::IsEmpty());
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

TEST(TrainingConfig, MayNotGoOnForOtherStepsUnderACosine) {
  const auto cosine = [](int steps) {
    return parsed(fmt::format("steps = {}\n[schedule]\nkind = 'cosine'", steps));
  };
  EXPECT_THAT(changed_keys(cosine(5), cosine(6)), testing::ElementsAre("steps (5, now 6)"));
  EXPECT_THAT(changed_keys(cosine(5), cosine(5)), testing::IsEmpty());
}

TEST(TrainingConfig, KnowsWhatMayDifferFromRankToRank) {
  const auto first = parsed("");
  EXPECT_THAT(differing_keys(first, parsed("[data]\nroot = 'x'\nalso = ['y']\nclasses = 'z'\n"
                                           "[model]\nweights = 'w'\n[validate]\npictures = 0")),
              testing::IsEmpty());
  EXPECT_THAT(differing_keys(first, parsed("steps = 5\n[validate]\nepisodes = 7")),
              testing::ElementsAre("steps (30000, here 5)", "validate.episodes (200, here 7)"));
}

TEST(TrainingConfig, HelpNamesEveryKey) {
  const auto help = config_help();
  for (const auto* key : {"split", "par_weight", "optimizer.lr", "schedule.warmup", "augment.scale",
                          "validate.patience", "ema"})
    EXPECT_THAT(help, testing::HasSubstr(key));
}

// A key of so many parts.
std::string dotted(std::size_t parts, const std::string& part = "a", const std::string& dot = ".") {
  std::string key = part;
  for (std::size_t i = 1; i < parts; ++i) key += dot + part;
  return key;
}

TEST(TrainingConfig, HasNoDeepKeysAndNoLongText) {
  for (const std::size_t parts : {40, 15'000})
    for (const auto* part : {"a", "\"/\"", "'x'", "-"})
      for (const auto* dot : {".", " . "}) {
        const auto key = dotted(parts, part, dot);
        if (key.size() > 60'000) continue;
        for (const auto& toml : {key + " = 1", "[" + key + "]\nb = 1", "[[" + key + "]]",
                                 "data = { " + key + " = 1 }"}) {
          const auto message = error_in(toml);
          EXPECT_THAT(message, Tells("my.toml:1", "more than 32 parts"));
          EXPECT_LT(message.size(), 200U);
        }
      }
  EXPECT_THAT(error_in(dotted(200'000) + " = 1"), Tells("my.toml", "more than 65536 bytes"));
  EXPECT_THAT(error_in("#" + std::string(70'000, ' ')), Tells("more than 65536 bytes"));
  EXPECT_THAT(error_in("a = " + std::string(30'000, '[')), Tells("my.toml:1", "no TOML"));
  std::string tables = "a = ";
  for (int i = 0; i < 10'000; ++i) tables += "{a=";
  EXPECT_THAT(error_in(tables), Tells("my.toml:1", "no TOML"));
  EXPECT_THAT(error_in("[optimizer.lr]\nx = 1"), Tells("optimizer.lr", "a number", "table"));
}

TEST(TrainingConfig, CutsLongNamesInMessages) {
  const std::string name(50'000, 'k');
  EXPECT_LT(error_in(name + " = 1").size(), 300U);
  EXPECT_LT(error_in("[" + name + "]\na = 1").size(), 300U);
  EXPECT_LT(error_in("[model]\nencoder = '" + name + "'").size(), 300U);
  EXPECT_LT(error_in("[data]\nroot = '" + name + "'").size(), 300U);
}

TEST(TrainingConfig, TakesPathsWithManyDots) {
  std::string path;
  for (int i = 0; i < 200; ++i) path += "../";
  EXPECT_EQ(parsed("[data]\nroot = '" + path + "'").data.root, path);
  EXPECT_EQ(overridden("data.root=" + path).data.root, path);
}

TEST(TrainingConfig, TellsHowPathsOfWindowsAreWritten) {
  EXPECT_THAT(error_in("[data]\nroot = \"C:\\Users\\me\\data\"\n"),
              Tells("my.toml:2", "backslash", "with /", "single quotes"));
  EXPECT_EQ(parsed("[data]\nroot = 'C:\\Users\\me'\n").data.root, "C:\\Users\\me");
}

TEST(TrainingConfig, IsUtf8) {
  EXPECT_THAT(error_in("[data]\nroot = 'K\xe4se'"), Tells("my.toml", "not UTF-8"));
  EXPECT_THAT(error_of([] { overridden("data.root=K\xe4se"); }),
              Tells("data.root", "K\\xe4se", "not UTF-8", "link"));
  EXPECT_EQ(overridden("data.root=Käse").data.root, "Käse");
}

TEST(TrainingConfig, MayTakeUpLeavingPicturesOut) {
  EXPECT_EQ(parsed("").data.unusable, "leave out");
  EXPECT_THAT(changed_keys(parsed("[data]\nunusable = 'stop'"), parsed("")), testing::IsEmpty());
  EXPECT_THAT(error_in("[data]\nunusable = 'ask'"), Tells("data.unusable", "leave out", "stop"));
}

}  // namespace
}  // namespace panet
