#include "train/training_data.h"

#include "folder_dataset_tree.h"
#include "support.h"
#include "voc_tree.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::TemporaryFolder;

void ignore(const std::string&, std::size_t, std::size_t) {}

// A VOC of one picture, in which there is a cat (class 8).
void write_voc(const std::filesystem::path& root) {
  const test::VocTree voc = {root};
  voc.add("a", {"088", "088"});
  for (const auto* list : {"trainaug", "val"}) voc.list(list, {"a"});
}

TrainingConfig config_of(const std::filesystem::path& root, const std::string& split) {
  TrainingConfig config;
  config.data.root = root.string();
  config.split = split;
  return config;
}

std::vector<std::string> class_names(const Dataset& dataset, const Fold& fold) {
  std::vector<std::string> names;
  for (const auto c : fold.classes) names.push_back(dataset.classes()[c].name);
  return names;
}

std::vector<std::string> novel_classes(const TrainingConfig& config) {
  const auto data = open_validation_data(config, ignore);
  return class_names(*data.dataset, data.fold);
}

std::vector<std::string> base_classes(const TrainingConfig& config) {
  const auto data = open_training_data(config, ignore);
  return class_names(*data.dataset, data.folds.at(0));
}

TEST(TrainingData, AreTheBaseClassesAndValidationDataTheNovelOnes) {
  const TemporaryFolder folder;
  write_voc(folder.path());
  const auto config = config_of(folder.path(), "2");
  EXPECT_THAT(novel_classes(config), testing::ElementsAre("bus", "car", "cat", "chair", "cow"));
  const auto base = base_classes(config);
  EXPECT_EQ(base.size(), 15U);
  EXPECT_THAT(base, testing::Not(testing::Contains("cat")));
}

TEST(TrainingData, AreAllClassesWhereNoneIsLeftOut) {
  const TemporaryFolder folder;
  write_voc(folder.path());
  const auto config = config_of(folder.path(), "none");
  EXPECT_EQ(base_classes(config).size(), 20U);
  EXPECT_EQ(novel_classes(config).size(), 20U);
}

TEST(TrainingData, LeaveOutPicturesInWhichAClassIsSmallButAreValidatedWithThem) {
  const TemporaryFolder folder;
  write_voc(folder.path());
  auto config = config_of(folder.path(), "none");
  const auto cats = [&](const auto& data) { return data.dataset->class_of(8).pictures.size(); };
  config.data.least_share = 0.6;
  EXPECT_EQ(cats(open_training_data(config, ignore)), 1U);
  config.data.least_share = 0.7;
  EXPECT_EQ(cats(open_training_data(config, ignore)), 0U);
  EXPECT_EQ(cats(open_validation_data(config, ignore)), 1U);
}

TEST(TrainingData, ChangeTheirFingerprintWithTheirPictures) {
  const TemporaryFolder folder;
  test::write_folder_dataset(folder.path());
  const auto config = config_of(folder.path(), "none");
  const auto fingerprint = [&] { return open_training_data(config, ignore).fingerprint; };
  const auto before = fingerprint();
  EXPECT_EQ(fingerprint(), before);
  const auto first = folder / "class1";
  std::filesystem::rename(first / "0.jpg", first / "zero.jpg");
  std::filesystem::rename(first / "0.png", first / "zero.png");
  EXPECT_NE(fingerprint(), before);
}

TEST(TrainingData, JoinFurtherDataSetsWithAllTheirClasses) {
  const TemporaryFolder folder;
  write_voc(folder / "voc");
  test::write_folder_dataset(folder / "things", 3, 2);
  auto config = config_of(folder / "voc", "2");
  const auto alone = open_training_data(config, ignore).fingerprint;
  config.data.also = {(folder / "things/").string()};
  const auto data = open_training_data(config, ignore);
  ASSERT_EQ(data.folds.size(), 2U);
  EXPECT_EQ(class_names(*data.dataset, data.folds[0]).size(), 15U);
  EXPECT_THAT(class_names(*data.dataset, data.folds[1]),
              testing::ElementsAre("things/class1", "things/class2", "things/class3"));
  EXPECT_NE(data.fingerprint, alone);
  EXPECT_EQ(data.fold_of(4), 0U);
  EXPECT_EQ(data.fold_of(5), 1U);
  EXPECT_EQ(novel_classes(config).size(), 5U);

  std::filesystem::rename(folder / "things", folder / "moved");
  config.data.also = {(folder / "moved").string()};
  EXPECT_EQ(open_training_data(config, ignore).fingerprint, data.fingerprint);

  config.data.also = {(folder / "nothing").string()};
  EXPECT_THAT(error_of([&] { open_training_data(config, ignore); }), Tells("data.also", "nothing"));
}

TEST(TrainingData, TellWhatIsWrong) {
  const TemporaryFolder folder;
  write_voc(folder.path());
  const auto error = [&](const TrainingConfig& config) {
    return error_of([&] { open_training_data(config, ignore); });
  };
  EXPECT_THAT(error(config_of("", "1")), Tells("data.root", "where the data set lies"));
  EXPECT_THAT(error(config_of("/nowhere", "1")), Tells("/nowhere"));
  EXPECT_THAT(error(config_of(folder.path(), "7")), Tells("split", "'7'", "1 to 4"));
  test::write_folder_dataset(folder / "own");
  EXPECT_THAT(error(config_of(folder / "own", "1")), Tells("no splits", "split=none"));
  auto paper = config_of(folder / "own", "none");
  paper.data.kind = "voc";
  EXPECT_THAT(error(paper), Tells("data.kind is 'voc'", "looks like 'folder'"));
  auto config = config_of(folder.path(), "1");
  config.data.image_set = "trainall";
  EXPECT_THAT(error(config), Tells("trainall"));
}

}  // namespace
}  // namespace panet
