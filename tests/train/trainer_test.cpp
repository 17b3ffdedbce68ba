#include "train/trainer.h"

#include "panet/base/note.h"
#include "panet/weights/model_file.h"
#include "support.h"
#include "tensors.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;
using test::TemporaryFolder;
using test::ToyDataset;

TrainingConfig small_config() {
  TrainingConfig config;
  config.model.encoder = "resnet50";
  config.model.size = 48;
  config.optimizer.lr = 1e-3;
  config.steps = 8;
  return config;
}

TrainingData toys(int classes = 2) {
  auto dataset = std::make_unique<ToyDataset>(classes, 5);
  return {.dataset = std::move(dataset), .folds = {fold_of_all(2)}, .fingerprint = "toys"};
}

bool never() {
  return false;
}

// The weights as they are now.
TorchTensors weights(const Trainer& trainer) {
  TorchTensors copies;
  for (const auto& [name, tensor] : trainer.best_weights())
    copies.emplace(name, tensor_view(tensor).clone());
  return copies;
}

// The tensors themselves.
TorchTensors weights_in(const Trainer& trainer) {
  TorchTensors tensors;
  for (const auto& [name, tensor] : trainer.encoder().parameters()) tensors.emplace(name, tensor);
  return tensors;
}

torch::Tensor weight(const Trainer& trainer, const std::string& name) {
  return weights(trainer).at(name);
}

std::string fingerprint_of(const Trainer& trainer) {
  return weights_fingerprint(trainer.encoder().options(), trainer.best_weights());
}

struct Trainers : testing::Test {
  Trainer trainer(const TrainerOptions& options = {}) { return {config, data, options, alone}; }

  // The losses of some steps.
  static std::vector<double> losses(Trainer& trainer, int steps) {
    std::vector<double> all;
    for (int i = 0; i < steps; ++i) {
      const auto report = trainer.step(never);
      all.push_back(report.losses.query);
      all.push_back(report.losses.alignment);
    }
    return all;
  }

  TrainingData data = toys();
  Ranks alone;
  TrainingConfig config = small_config();
};

TEST_F(Trainers, LowerTheLoss) {
  config.steps = 24;
  config.seed = 7;
  auto one = trainer();
  const auto all = losses(one, 24);
  const auto mean_of = [&](std::size_t first) {
    return (all[first] + all[first + 2] + all[first + 4] + all[first + 6]) / 4;
  };
  EXPECT_LT(mean_of(40), 0.8 * mean_of(0));
}

TEST_F(Trainers, ReportWhatAStepDid) {
  config.accumulate = 2;
  auto one = trainer();
  const auto report = one.step([] { return true; });
  EXPECT_EQ(report.step, 1);
  EXPECT_EQ(report.episodes, 2);
  EXPECT_EQ(report.lr, 1e-3);
  EXPECT_GT(report.losses.query, 0);
  EXPECT_GT(report.losses.alignment, 0);
  EXPECT_GE(report.seconds, report.waiting_seconds);
  EXPECT_TRUE(report.is_stop_asked);
  EXPECT_EQ(one.progress().episodes, 2);
  EXPECT_FALSE(one.step(never).is_stop_asked);
}

TEST_F(Trainers, WithoutParHaveNoAlignmentLoss) {
  config.par = false;
  auto one = trainer();
  EXPECT_EQ(one.step(never).losses.alignment, 0);
}

TEST_F(Trainers, DoTheSameWhateverLoads) {
  auto plain = trainer();
  auto threaded = trainer({.loader_threads = 3, .cache_bytes = std::size_t{1} << 28});
  EXPECT_EQ(losses(plain, 4), losses(threaded, 4));
}

TEST_F(Trainers, GoOnFromACheckpointAsIfNothingHadBeen) {
  for (const auto precision : {Precision::kFloat32, Precision::kBFloat16}) {
    const TrainerOptions options = {.compute = {.precision = precision}};
    config.ema = 0.9;
    auto whole = trainer(options);
    losses(whole, 3);
    const TemporaryFolder folder;
    write_checkpoint(folder / "c.safetensors", whole.checkpoint());
    const auto expected = losses(whole, 3);

    config.seed = 1234;
    auto resumed = trainer(options);
    resumed.restore(read_checkpoint(folder / "c.safetensors"));
    resumed.share_state();
    EXPECT_EQ(resumed.progress().step, 3);
    EXPECT_EQ(losses(resumed, 3), expected);
    EXPECT_EQ(fingerprint_of(resumed), fingerprint_of(whole));
  }
}

TEST_F(Trainers, RefuseCheckpointsThatDoNotFit) {
  auto one = trainer();
  auto checkpoint = one.checkpoint();
  checkpoint.tensors.erase("momentum.conv1.weight");
  EXPECT_THAT(error_of([&] { one.restore(checkpoint); }),
              Tells("no tensor", "momentum.conv1.weight"));
  checkpoint = one.checkpoint();
  checkpoint.tensors["conv1.bias"] = stored(torch::ones(3));
  EXPECT_THAT(error_of([&] { one.restore(checkpoint); }), Tells("conv1.bias", "[64]"));
}

// The gradient of two episodes is the mean of theirs, so one step with both lies half way between
// the steps with each (momentum is not in it yet).
TEST_F(Trainers, TakeTheMeanOfEpisodes) {
  config.optimizer.lr = 0.1;  // far above the rounding of weights
  const auto moved_by = [&](int64_t batch, int64_t accumulate, int64_t first_episode) {
    config.batch = batch;
    config.accumulate = accumulate;
    auto one = trainer();
    const auto before = weight(one, "conv1.weight");
    one.progress().episodes = first_episode;
    one.step(never);
    EXPECT_EQ(one.progress().episodes, first_episode + batch * accumulate);
    return (weight(one, "conv1.weight") - before).to(torch::kFloat64);
  };
  const auto first = moved_by(1, 1, 0), second = moved_by(1, 1, 1);
  for (const auto& both : {moved_by(2, 1, 0), moved_by(1, 2, 0)})
    EXPECT_LT(max_difference(both, (first + second) / 2), 1e-3 * both.abs().max().item<double>());
}

TEST_F(Trainers, ClipLongGradients) {
  config.optimizer.weight_decay = 0;
  const auto length_of_step = [&](double clip_norm) {
    config.optimizer.clip_norm = clip_norm;
    auto one = trainer();
    const auto before = weights(one);
    one.step(never);
    double squares = 0;
    for (const auto& [name, tensor] : weights(one))
      squares += (tensor - before.at(name)).to(torch::kFloat64).pow(2).sum().item<double>();
    return std::sqrt(squares) / config.optimizer.lr;
  };
  const double free = length_of_step(0);
  EXPECT_NEAR(length_of_step(free / 2), free / 2, 0.01 * free);
  EXPECT_NEAR(length_of_step(2 * free), free, 0.01 * free);
}

TEST_F(Trainers, TrainEarlyStagesMoreSlowlyWhereToldTo) {
  config.optimizer.layer_decay = 0;  // the last stage alone
  auto one = trainer();
  const auto before = weights(one);
  one.step(never);
  const auto moved_by = [&](const char* name) {
    return max_difference(before.at(name), weight(one, name));
  };
  EXPECT_EQ(moved_by("conv1.weight"), 0);
  EXPECT_GT(moved_by("layer3.5.conv3.weight"), 0);
}

TEST_F(Trainers, LeaveTheFirstStagesAloneWhereToldTo) {
  config.optimizer.early_lr = 0;
  auto one = trainer();
  const auto before = weights(one);
  one.step(never);
  for (const auto& [name, tensor] : weights(one)) {
    const bool is_early = name.starts_with("conv1") || name.starts_with("layer1");
    EXPECT_EQ(max_difference(before.at(name), tensor) == 0, is_early) << name;
    EXPECT_EQ(one.checkpoint().tensors.contains("momentum." + name), !is_early) << name;
  }
}

TEST_F(Trainers, LearnWhatBaseClassesLookLike) {
  config.base.weight = 1;
  config.steps = 24;
  auto one = trainer();
  std::vector<double> base;
  for (int i = 0; i < 24; ++i) base.push_back(one.step(never).losses.base);
  EXPECT_NEAR(base[0], std::log(3), 1);
  EXPECT_LT(base[22] + base[23], 0.7 * (base[0] + base[1]));
  // The head is kept to go on with, and is no part of the model.
  EXPECT_EQ(one.checkpoint().tensors.at("base_head.0").shape()[0], 3);
  EXPECT_FALSE(one.best_weights().contains("base_head.0"));
}

TEST_F(Trainers, GoOnWithTheHeadOfTheBaseClasses) {
  config.base.weight = 1;
  config.self_weight = 0.5;
  auto whole = trainer();
  losses(whole, 3);
  const TemporaryFolder folder;
  write_checkpoint(folder / "c.safetensors", whole.checkpoint());
  auto resumed = trainer();
  resumed.restore(read_checkpoint(folder / "c.safetensors"));
  EXPECT_EQ(losses(resumed, 3), losses(whole, 3));
  EXPECT_EQ(fingerprint_of(resumed), fingerprint_of(whole));
  EXPECT_EQ(load_model(folder / "c.safetensors").graph.options.architecture, "resnet50");
}

TEST_F(Trainers, TakeEpisodesOfSeveralFoldsInTurn) {
  data.folds = {{.name = "a", .classes = {0}}, {.name = "b", .classes = {1}}};
  config.base.weight = 1;
  config.optimizer.weight_decay = 0;
  auto one = trainer();
  const auto head = [&](const char* name) {
    return tensor_view(one.checkpoint().tensors.at(name)).clone();
  };
  const auto first = head("base_head.0"), second = head("base_head.1");
  one.step(never);
  EXPECT_GT(max_difference(head("base_head.0"), first), 0);
  EXPECT_EQ(max_difference(head("base_head.1"), second), 0);
  one.step(never);
  EXPECT_GT(max_difference(head("base_head.1"), second), 0);
}

TEST_F(Trainers, RefuseCropsThatCannotBe) {
  config.augment.crop_least = 2;
  EXPECT_THAT(error_of([&] { trainer(); }), Tells("augment.crop_least", "2", "crop_most"));
}

TEST_F(Trainers, RefuseAWarmupBeyondTheLastStep) {
  config.schedule.warmup = 9;
  EXPECT_THAT(error_of([&] { trainer(); }), Tells("schedule.warmup", "9", "8"));
  config.schedule.warmup = 8;
  EXPECT_NO_THROW(trainer());
}

TEST_F(Trainers, BeginWithTheWeightsOfAFile) {
  const TemporaryFolder folder;
  const auto graph = encoder_graph({.architecture = "resnet50"});
  const auto weights = drawn_weights(graph, 99);
  save_model(folder / "w.safetensors", graph.options, weights, DType::kF32);
  config.model.weights = (folder / "w.safetensors").string();
  EXPECT_EQ(fingerprint_of(trainer()), weights_fingerprint(graph.options, weights));

  config.model.encoder = "vgg16";
  EXPECT_THAT(error_of([&] { trainer(); }), Tells("w.safetensors", "resnet50", "vgg16"));
}

TEST_F(Trainers, BeginWithTheSameRandomWeightsForASeed) {
  const auto fingerprint = [&] { return fingerprint_of(trainer()); };
  const auto first = fingerprint();
  EXPECT_EQ(fingerprint(), first);
  config.seed = 5;
  EXPECT_NE(fingerprint(), first);
}

TEST_F(Trainers, NameTheEpisodeOfALossThatIsNotFinite) {
  config.optimizer.lr = 1e30;
  auto one = trainer();
  try {
    for (int i = 0; i < 8; ++i) one.step(never);
    FAIL() << "no error";
  } catch (const NotFinite& error) {
    EXPECT_THAT(error.what(), Tells("not finite", "episode", "class ", "query", "optimizer.lr"));
    EXPECT_EQ(error.episode.queries.size(), 1U);
  }
}

TEST_F(Trainers, TellWhereThereAreTooFewPictures) {
  config.shots = 5;
  EXPECT_THAT(error_of([&] { trainer(); }), Tells("5-shot", "class 1"));
}

// --- Pictures that cannot be used

// One picture of each class cannot be read.
class BrokenToys : public ToyDataset {
 public:
  BrokenToys() : ToyDataset(2, 5) {}
  Picture picture(std::size_t index) const override {
    if (index == 1 || index == 7) throw Error(picture_names_[index] + ".jpg: broken");
    return ToyDataset::picture(index);
  }
};

struct TrainersOnBrokenPictures : Trainers {
  TrainersOnBrokenPictures() { data.dataset = std::make_unique<BrokenToys>(); }

  std::vector<std::string> notes;
  NoteListener listener{[this](const std::string& text) { notes.push_back(text); }};
};

TEST_F(TrainersOnBrokenPictures, LeaveThemOutWithANoteEach) {
  config.steps = 16;
  auto one = trainer();
  EXPECT_EQ(losses(one, 16).size(), 32U);
  EXPECT_THAT(notes, testing::UnorderedElementsAre(testing::HasSubstr("1-1.jpg: broken"),
                                                   testing::HasSubstr("2-2.jpg: broken")));
  EXPECT_EQ(one.left_out().sum().item<int64_t>(), 2);
  EXPECT_EQ(one.left_out()[7].item<int64_t>(), 1);
}

TEST_F(TrainersOnBrokenPictures, DoTheSameWhateverLoadsAndWhereverTheyBegin) {
  auto whole = trainer();
  const auto expected = losses(whole, 8);
  auto threaded = trainer({.loader_threads = 3, .cache_bytes = std::size_t{1} << 28});
  auto begin = losses(threaded, 3);
  const TemporaryFolder folder;
  write_checkpoint(folder / "c.safetensors", threaded.checkpoint());
  auto resumed = trainer();
  resumed.restore(read_checkpoint(folder / "c.safetensors"));
  const auto end = losses(resumed, 5);
  begin.insert(begin.end(), end.begin(), end.end());
  EXPECT_EQ(begin, expected);
}

TEST_F(TrainersOnBrokenPictures, StopWhereTheyAreToldTo) {
  config.data.unusable = "stop";
  auto one = trainer();
  EXPECT_THROW(losses(one, 8), UnusablePicture);
  EXPECT_LT(one.progress().step, 8);
  EXPECT_TRUE(one.can_go_on());
  EXPECT_THAT(notes, testing::IsEmpty());
}

// An outline can be smaller than a pixel: then a class is listed, and nothing of it is to be seen.
TEST_F(Trainers, LeaveOutPicturesThatShowNothingOfTheirClass) {
  auto dataset = std::make_unique<ToyDataset>(2, 3);
  PictureLabels labels = {.size = {48, 64}};
  labels.masks[1] = Mask(labels.size);
  dataset->add("speck", Picture(48, 64), std::move(labels));
  data.dataset = std::move(dataset);
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  auto one = trainer();
  losses(one, 8);
  EXPECT_THAT(notes, testing::ElementsAre(Tells("speck: no pixel", "class 1", "left out")));
  EXPECT_EQ(one.left_out().sum().item<int64_t>(), 1);

  config.data.unusable = "stop";
  auto other = trainer();
  EXPECT_THROW(losses(other, 8), UnusablePicture);
}

// --- Numbers that are not finite

TEST_F(Trainers, CannotGoOnFromAStateThatIsNotFinite) {
  config.base.weight = 1;
  config.ema = 0.9;
  auto one = trainer();
  EXPECT_TRUE(one.can_go_on());
  for (const auto* name : {"conv1.weight", "momentum.conv1.weight", "average.conv1.weight",
                           "base_head.0", "momentum.base_head.0"}) {
    const auto whole = one.checkpoint();
    auto checkpoint = whole;
    const auto broken = tensor_view(whole.tensors.at(name)).clone();
    broken.view(-1)[2] = std::numeric_limits<float>::quiet_NaN();
    checkpoint.tensors[name] = stored(broken);
    one.restore(checkpoint);
    EXPECT_FALSE(one.can_go_on()) << name;
    broken.view(-1)[2] = 0;
    checkpoint.tensors[name] = stored(broken);
    one.restore(checkpoint);
    EXPECT_TRUE(one.can_go_on()) << name;
  }
}

TEST_F(Trainers, RefuseAGradientThatIsNotFiniteBeforeItChangesAnything) {
  for (const double clip_norm : {0.0, 1.0}) {
    config.optimizer.clip_norm = clip_norm;
    auto one = trainer();
    one.step(never);
    const auto before = fingerprint_of(one);
    weights_in(one).at("conv1.weight").register_hook([](const torch::Tensor& gradient) {
      return gradient * std::numeric_limits<float>::infinity();
    });
    EXPECT_THAT(error_of([&] { one.step(never); }),
                Tells("step 2", "gradient of conv1.weight", "not finite", "optimizer.lr"));
    EXPECT_EQ(fingerprint_of(one), before);
    EXPECT_EQ(one.progress().step, 1);
    EXPECT_TRUE(one.can_go_on());
    EXPECT_TRUE(one.has_failed_together());
  }
}

}  // namespace
}  // namespace panet
