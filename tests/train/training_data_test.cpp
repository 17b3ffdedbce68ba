#include "train/training_data.h"

#include "folder_dataset_tree.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
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

// COCO's format, with a picture in its training set and one in another.
void write_coco(const std::filesystem::path& root) {
  for (const std::string set : {"train2017", "val2017"}) {
    std::filesystem::create_directories(root / set);
    encode_picture(root / set / (set + ".jpg"), Picture(48, 64));
    test::write_file(root / "annotations" / ("instances_" + set + ".json"),
                     R"({"images": [{"id": 1, "file_name": ")" + set +
                         R"(.jpg", "height": 48, "width": 64}],)"
                         R"( "annotations": [{"id": 1, "image_id": 1, "category_id": 5,)"
                         R"( "segmentation": [[8, 8, 32, 8, 32, 32, 8, 32]]}],)"
                         R"( "categories": [{"id": 5, "name": "cup"}]})");
  }
}

TEST(TrainingData, JoinDataSetsWhoseTrainingSetsAreCalledOtherwise) {
  const TemporaryFolder folder;
  write_voc(folder / "voc");
  write_coco(folder / "coco");
  const test::VocTree plain = {folder / "plain"};
  plain.add("b", {"088", "088"});
  for (const auto* list : {"train", "val"}) plain.list(list, {"b"});
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  auto config = config_of(folder / "voc", "none");
  config.data.also = {(folder / "coco").string(), (folder / "plain").string()};
  const auto data = open_training_data(config, ignore);
  EXPECT_THAT(data.dataset->picture_names(),
              testing::UnorderedElementsAre(testing::EndsWith("a"), testing::EndsWith("train2017"),
                                            testing::EndsWith("b")));
  EXPECT_THAT(notes, testing::ElementsAre(Tells("coco: no image set trainaug", "train is trained"),
                                          Tells("plain: no image set trainaug", "train is")));

  notes.clear();
  config.data.root = (folder / "coco").string();
  config.data.image_set = "train2017";
  config.data.also = {(folder / "voc").string()};
  EXPECT_EQ(open_training_data(config, ignore).folds.size(), 2U);
  EXPECT_THAT(notes, testing::ElementsAre(Tells("voc: no image set train2017", "trainaug is")));
}

TEST(TrainingData, JoinADataSetInCocosFormatByTheOnlySetThatItHas) {
  const TemporaryFolder folder;
  write_voc(folder / "voc");
  write_coco(folder / "coco");
  std::filesystem::remove(folder / "coco/annotations/instances_train2017.json");
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  auto config = config_of(folder / "voc", "none");
  config.data.also = {(folder / "coco").string()};
  EXPECT_EQ(open_training_data(config, ignore).folds.size(), 2U);
  EXPECT_THAT(notes, testing::ElementsAre(Tells("coco: no image set trainaug", "val2017 is")));
}

TEST(TrainingData, ChooseClassesOfTheFirstDataSetAlone) {
  const TemporaryFolder folder;
  test::write_folder_dataset(folder / "first", 3, 2);
  test::write_folder_dataset(folder / "second", 2, 2);
  test::write_file(folder / "list", "class3\n");
  auto config = config_of(folder / "first", "none");
  config.data.classes = (folder / "list").string();
  config.data.also = {(folder / "second").string()};
  const auto data = open_training_data(config, ignore);
  EXPECT_THAT(class_names(*data.dataset, data.folds[0]), testing::ElementsAre("class3"));
  EXPECT_EQ(class_names(*data.dataset, data.folds[1]).size(), 2U);
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
