#include "dataset/coco_dataset.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drawing.h"
#include "image/mask.h"
#include "image/rle.h"
#include "maps.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::Drawing;
using test::error_of;
using test::Tells;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr PictureSize kSize = {4, 6};

// Of a mask or instances.
template <typename T, typename Meaning>
Drawing drawn(const Map<T, Meaning>& numbers) {
  Drawing drawing;
  for (int64_t y = 0; y < numbers.height(); ++y) {
    auto& row = drawing.emplace_back();
    for (const auto number : numbers.row(y)) row += ".123456789"[number];
  }
  return drawing;
}

json picture(int64_t id, const std::string& file_name) {
  return {{"id", id}, {"file_name", file_name}, {"height", kSize.height}, {"width", kSize.width}};
}

// segmentation: JSON text.
json annotation(int64_t id, int64_t picture_id, int64_t category_id,
                const std::string& segmentation) {
  return {{"id", id},
          {"image_id", picture_id},
          {"category_id", category_id},
          {"segmentation", json::parse(segmentation)}};
}

std::string rectangle(int x1, int y1, int x2, int y2) {
  return fmt::format("[[{0},{1},{2},{1},{2},{3},{0},{3}]]", x1, y1, x2, y2);
}

std::string rle(const std::string& counts) {
  return fmt::format(R"({{"size": [{}, {}], "counts": {}}})", kSize.height, kSize.width, counts);
}

class CocoDataset : public testing::Test {
 protected:
  TemporaryFolder folder;
  fs::path file = folder / "annotations/instances_val2017.json";
  json content = {{"images", {picture(7, "a.jpg"), picture(3, "b.jpg")}},
                  {"categories", {{{"id", 5}, {"name", "cup"}}, {{"id", 1}, {"name", "table"}}}},
                  {"annotations", json::array({annotation(10, 7, 5, rectangle(0, 0, 2, 1))})}};
  DatasetOptions options = {.image_set = "val2017"};
  std::vector<std::string> notes;
  NoteListener listener{[this](const std::string& text) { notes.push_back(text); }};

  void SetUp() override {
    for (const char* name : {"a.jpg", "b.jpg"}) test::write_file(folder / "val2017" / name, "");
  }

  // The data set of `content`.
  std::unique_ptr<Dataset> opened() {
    test::write_file(file, content.dump(1));
    return open_coco_dataset(folder.path(), options);
  }
  std::string opening_error() {
    return error_of([&] { opened(); });
  }

  // The mask of picture a.jpg's only annotation.
  Drawing mask_of(const std::string& segmentation) {
    content["annotations"][0] = annotation(10, 7, 5, segmentation);
    return drawn(opened()->labels(0, kSize).masks.at(5));
  }
  std::string error_in(const std::string& segmentation) {
    content["annotations"][0] = annotation(10, 7, 5, segmentation);
    return error_of([&] { opened()->labels(0, kSize); });
  }
};

// What is read.

TEST_F(CocoDataset, PicturesKeepTheOrderOfTheFileAndCategoriesThatOfTheirIds) {
  content["annotations"].push_back(annotation(13, 3, 1, rectangle(0, 0, 1, 1)));
  content["annotations"].push_back(annotation(11, 3, 5, rectangle(0, 0, 1, 1)));
  content["annotations"].push_back(annotation(12, 7, 5, rectangle(4, 0, 5, 1)));
  const auto dataset = opened();
  EXPECT_THAT(dataset->picture_names(), ElementsAre("a", "b"));
  ASSERT_THAT(dataset->classes(), SizeIs(2));
  EXPECT_EQ(dataset->classes()[0].name, "table");
  EXPECT_EQ(dataset->classes()[0].id, 1);
  EXPECT_THAT(dataset->classes()[0].pictures, ElementsAre(1));
  EXPECT_EQ(dataset->classes()[1].id, 5);
  EXPECT_THAT(dataset->classes()[1].pictures, ElementsAre(0, 1));
}

TEST_F(CocoDataset, KeysMayComeInAnyOrderAndOthersArePassedOver) {
  test::write_file(
      file,
      R"({"annotations": [{"segmentation": {"counts": [0, 1, 23], "size": [4, 6], "x": [{}]},)"
      R"( "bbox": [0, 0, {"deep": [[1]]}], "category_id": 1, "image_id": 2, "id": 3}],)"
      R"( "info": {"images": "no"}, "categories": [{"supercategory": null, "name": "cup", "id": 1}],)"
      R"( "images": [{"width": 6, "file_name": "a.jpg", "id": 2, "height": 4}], "licenses": [1.5]})");
  const auto dataset = open_coco_dataset(folder.path(), options);
  EXPECT_THAT(drawn(dataset->labels(0, kSize).masks.at(1)),
              ElementsAre("1.....", "......", "......", "......"));
}

TEST_F(CocoDataset, PolygonsOfAnAnnotationAreUnited) {
  EXPECT_THAT(mask_of("[[0, 0, 3, 0, 3, 2, 0, 2], [2, 1, 6, 1, 6, 4, 2, 4]]"),
              ElementsAre("111...", "111111", "..1111", "..1111"));
  EXPECT_THAT(mask_of("[[-9, -9, 2.4, -9, 2.4, 99, -9, 99]]"),
              ElementsAre("11....", "11....", "11....", "11...."))
      << "what lies outside the picture is cut off";
}

TEST_F(CocoDataset, RunLengthsAreReadCompressedAndUncompressed) {
  const auto lengths = encode_rle(test::mask_of({"011000", "011000", "000000", "000001"}));
  const auto expected = ElementsAre(".11...", ".11...", "......", ".....1");
  EXPECT_THAT(mask_of(rle(json(lengths.counts).dump())), expected);
  EXPECT_THAT(mask_of(rle(json(compress_rle(lengths)).dump())), expected);
}

TEST_F(CocoDataset, MasksAreTheUnionOfAClassAndMayOverlapThoseOfOthers) {
  content["annotations"] = {annotation(10, 7, 5, rectangle(0, 0, 2, 2)),
                            annotation(11, 7, 5, rle("[20, 4]")),  // a crowd
                            annotation(12, 7, 1, rectangle(1, 1, 4, 4))};
  const auto labels = opened()->labels(0, kSize);
  EXPECT_THAT(labels.masks, SizeIs(2));
  EXPECT_THAT(drawn(labels.masks.at(5)), ElementsAre("11...1", "11...1", ".....1", ".....1"));
  EXPECT_THAT(drawn(labels.masks.at(1)), ElementsAre("......", ".111..", ".111..", ".111.."));
  EXPECT_TRUE(labels.void_pixels.empty());
  EXPECT_TRUE(labels.unlabelled.empty());
  EXPECT_THAT(opened()->labels(1, kSize).masks, IsEmpty());
}

TEST_F(CocoDataset, KnowsTheAreasOfItsClassesWithoutThePictures) {
  content["annotations"].push_back(annotation(11, 7, 5, rectangle(1, 0, 3, 1)));
  content["annotations"].push_back(annotation(12, 7, 1, rectangle(0, 0, 6, 4)));
  const auto areas = opened()->areas(0);
  EXPECT_EQ(areas.picture, 24);
  EXPECT_EQ(areas.classes, (std::map<int, int64_t>{{1, 24}, {5, 3}}));
}

TEST_F(CocoDataset, OfObjectsThatOverlapTheSmallerLiesOnTop) {
  content["annotations"] = {
      annotation(10, 7, 5, rectangle(1, 1, 2, 2)), annotation(11, 7, 1, rectangle(0, 3, 6, 4)),
      annotation(12, 7, 5, rectangle(0, 0, 4, 3)), annotation(13, 7, 5, rectangle(3, 1, 5, 2))};
  const auto dataset = opened();
  const auto labels = dataset->labels(0, kSize);
  EXPECT_THAT(drawn(dataset->instances(0, 5, labels)),
              ElementsAre("2222..", "21233.", "2222..", "......"));
  EXPECT_THAT(drawn(dataset->instances(0, 1, labels)),
              ElementsAre("......", "......", "......", "111111"));
}

TEST_F(CocoDataset, TooMuchToDrawIsTold) {
  constexpr PictureSize kLarge = {.height = 3000, .width = 4000};
  for (json& listed : content["images"]) {
    listed["height"] = kLarge.height;
    listed["width"] = kLarge.width;
  }
  json zigzag = json::array();
  for (int i = 0; i < 14'000; ++i) {
    zigzag.push_back(i % 4000);
    zigzag.push_back(i % 2 * kLarge.height);
  }
  content["annotations"] = {annotation(10, 7, 5, json::array({zigzag}).dump()),
                            annotation(11, 7, 1, rectangle(0, 0, 4000, 3000))};
  const auto dataset = opened();
  const auto too_much = Tells("annotation 10", "polygon 1", "too many large shapes");
  EXPECT_THAT(error_of([&] { dataset->labels(0, kLarge); }), too_much);
  EXPECT_THAT(error_of([&] { dataset->instances(0, 5, PictureLabels{.size = kLarge}); }), too_much);
  EXPECT_EQ(count(where(dataset->instances(0, 1, PictureLabels{.size = kLarge}), 1)),
            kLarge.height * kLarge.width);
}

// Their masks would take a terabyte, for a file of some hundred kilobytes.
TEST_F(CocoDataset, MasksOfMoreClassesThanThereIsRoomForAreNotBegun) {
  constexpr PictureSize kLarge = {.height = 14'000, .width = 14'000};
  content["images"][0]["height"] = kLarge.height;
  content["images"][0]["width"] = kLarge.width;
  content["annotations"] = json::array();
  for (int id = 10; id < 5010; ++id) {
    content["categories"].push_back({{"id", id}, {"name", std::to_string(id)}});
    content["annotations"].push_back(annotation(id, 7, id, rectangle(0, 0, 2, 1)));
  }
  EXPECT_THAT(error_of([&] { opened()->labels(0, kLarge); }),
              Tells("instances_val2017.json", "picture a.jpg", "not enough memory"));
}

TEST_F(CocoDataset, PicturesAreDecodedFromTheFolderOfTheSet) {
  fs::create_directories(folder / "val2017/below");
  const auto grey = Picture::filled(kSize, {9, 9, 9});
  encode_picture(folder / "val2017/below/c.png", grey);
  content["images"].push_back(picture(4, "below/c.png"));
  const auto dataset = opened();
  EXPECT_EQ(dataset->picture_names().back(), "below/c");
  EXPECT_EQ(read_labelled_picture(*dataset, 2).picture, grey);
}

TEST_F(CocoDataset, AnnotationsWithoutAnOutlineAreLeftOutAndCounted) {
  auto missing = annotation(15, 3, 1, "[]");
  missing.erase("segmentation");
  content["annotations"] = {annotation(10, 7, 5, rectangle(0, 0, 2, 1)),
                            annotation(11, 7, 1, "[]"),
                            annotation(12, 3, 1, "null"),
                            annotation(13, 3, 1, "[[0, 0, 3, 2]]"),
                            annotation(14, 3, 1, "[[], [1, 2]]"),
                            missing};
  const auto dataset = opened();
  EXPECT_THAT(dataset->class_of(5).pictures, ElementsAre(0));
  EXPECT_THAT(dataset->labels(1, kSize).masks, IsEmpty());
  ASSERT_THAT(notes, SizeIs(2));
  EXPECT_THAT(notes[0], Tells("instances_val2017.json", "5 of 6 annotations have no outline"));
  EXPECT_THAT(notes[1], Tells("table", "left out of the classes"));
}

TEST_F(CocoDataset, PolygonsOfFewerThanThreePointsAreLeftOutOfOthers) {
  content["categories"].erase(1);
  EXPECT_THAT(mask_of("[[0, 0, 9, 9], [0, 0, 2, 0, 2, 1, 0, 1], []]").front(), "11....");
  ASSERT_THAT(notes, SizeIs(1));
  EXPECT_THAT(notes[0], Tells("2 polygon(s) of fewer than 3 points are left out"));
}

TEST_F(CocoDataset, BoxesAloneAreNoDataSet) {
  content["annotations"][0] = annotation(10, 7, 5, "null");
  EXPECT_THAT(opening_error(),
              Tells("instances_val2017.json", "none of the 1 annotations has an outline", "boxes"));
  content["annotations"] = json::array();
  EXPECT_THAT(opened()->classes(), IsEmpty()) << "pictures of nothing";
}

TEST_F(CocoDataset, RunLengthsMayStandInAList) {
  EXPECT_THAT(mask_of("[" + rle("[0, 1, 23]") + ", [4, 0, 6, 0, 6, 1, 4, 1]]").front(), "1...11");
}

TEST_F(CocoDataset, WholeNumbersMayBeWrittenAsOthersDo) {
  content["images"][0]["id"] = "7";
  content["images"][0]["width"] = 6.0;
  content["images"][1]["id"] = 3.0;
  content["annotations"][0]["image_id"] = 7.0;
  content["annotations"][0]["category_id"] = "5";
  EXPECT_THAT(opened()->class_of(5).pictures, ElementsAre(0));
}

TEST_F(CocoDataset, AByteOrderMarkIsPassedOver) {
  test::write_file(file, "\xEF\xBB\xBF" + content.dump());
  EXPECT_THAT(open_coco_dataset(folder.path(), options)->picture_names(), ElementsAre("a", "b"));
}

TEST_F(CocoDataset, AListOfResultsIsTold) {
  test::write_file(file, R"([{"image_id": 1, "category_id": 5, "score": 0.5}])");
  EXPECT_THAT(error_of([&] { open_coco_dataset(folder.path(), options); }),
              Tells("a list of results, not a data set", "\"images\", \"annotations\""));
}

TEST_F(CocoDataset, CategoriesThatNothingIsOfAreLeftOutUnlessTheyAreCocos) {
  EXPECT_THAT(opened()->classes(), SizeIs(1));
  for (int id = 100; id < 178; ++id)
    content["categories"].push_back({{"id", id}, {"name", std::to_string(id)}});
  EXPECT_THAT(opened()->classes(), SizeIs(80));
}

// Which file is read.

TEST_F(CocoDataset, TheYearMayBeLeftOutWhereThereIsOne) {
  options.image_set = "val";
  test::write_file(folder / "annotations/instances_valminusminival2014.json", "{}");
  test::write_file(folder / "annotations/captions_val2014.json", "{}");
  EXPECT_THAT(opened()->picture_names(), SizeIs(2));
  test::write_file(folder / "annotations/instances_val2014.json", "{}");
  EXPECT_THAT(opening_error(), Tells("val is there of several years", "val2014, val2017"));
}

TEST_F(CocoDataset, ASetThatIsNotThereIsToldWithThoseThatAre) {
  EXPECT_THAT(error_of([&] { open_coco_dataset(folder.path(), options); }),
              Tells("no data set in COCO's format", "\"images\"", "data.kind"));
  options.image_set = "train";
  test::write_file(folder / "annotations/instances_test2017.json", "{}");
  EXPECT_THAT(opening_error(), Tells("no image set train", "there are: test2017, val2017"));
}

TEST_F(CocoDataset, MissingPicturesAreCountedAndLeftOutOnlyWhereThatIsAllowed) {
  content["annotations"].push_back(annotation(11, 3, 5, rectangle(0, 0, 1, 1)));
  fs::remove(folder / "val2017/a.jpg");
  EXPECT_THAT(opening_error(), Tells("instances_val2017.json", "1 of the 2", "val2017/a.jpg"));
  options.allow_missing = true;
  std::vector<std::size_t> progress;
  options.on_progress = [&](std::size_t done, std::size_t) { progress.push_back(done); };
  const auto dataset = opened();
  EXPECT_THAT(dataset->picture_names(), ElementsAre("b"));
  EXPECT_THAT(dataset->class_of(5).pictures, ElementsAre(0));
  EXPECT_THAT(drawn(dataset->labels(0, kSize).masks.at(5)).front(), "1.....");
  EXPECT_THAT(progress, ElementsAre(1, 2));
  fs::remove(folder / "val2017/b.jpg");
  EXPECT_THAT(opening_error(), Tells("2 of the 2"));
}

TEST_F(CocoDataset, MissingPicturesAreKeptForACheck) {
  fs::remove(folder / "val2017/a.jpg");
  options.keep_broken = true;
  const auto dataset = opened();
  EXPECT_THAT(dataset->picture_names(), ElementsAre("a", "b"));
  EXPECT_THAT(error_of([&] { dataset->picture(0); }), Tells("a.jpg"));
}

// What is wrong.

TEST_F(CocoDataset, AMissingKeyIsToldWithTheElementThatLacksIt) {
  const json good = content;
  for (const std::string list : {"images", "categories", "annotations"}) {
    for (const auto& [key, value] : good[list][0].items()) {
      if (key == "segmentation") continue;  // boxes only
      content = good;
      content[list][0].erase(key);
      EXPECT_THAT(opening_error(), Tells("instances_val2017.json", fmt::format("\"{}\"[0]", list),
                                         fmt::format("no \"{}\"", key)));
    }
    content = good;
    content.erase(list);
    EXPECT_THAT(opening_error(), Tells(fmt::format("no \"{}\"", list)));
  }
  content = good;
  content["annotations"][0].erase("image_id");
  EXPECT_THAT(opening_error(), Tells("id 10"));
}

TEST_F(CocoDataset, ValuesOfAnotherKindAreTold) {
  const auto error_with = [&](const char* list, const char* key, const json& value) {
    const json good = content;
    content[list][0][key] = value;
    const auto error = opening_error();
    content = good;
    return error;
  };
  EXPECT_THAT(error_with("images", "id", "seven"),
              Tells("\"images\"[0]", "\"id\" is no whole number, but \"seven\""));
  EXPECT_THAT(error_with("images", "id", "7.5"), Tells("\"id\" is no whole number"));
  EXPECT_THAT(error_with("images", "height", 4.5), Tells("\"height\" is no whole number, but 4.5"));
  EXPECT_THAT(error_with("images", "height", json::array({1})), Tells("\"height\"", "a list"));
  EXPECT_THAT(error_with("images", "height", nullptr), Tells("\"height\" is no whole number"));
  EXPECT_THAT(error_with("images", "width", 1e30), Tells("\"width\" is no whole number"));
  EXPECT_THAT(error_with("images", "file_name", 7), Tells("\"file_name\" is no text"));
  EXPECT_THAT(error_with("images", "width", -6), Tells("id 7", "-6 x 4"));
  EXPECT_THAT(error_with("images", "width", 0), Tells("id 7", "0 x 4"));
  EXPECT_THAT(error_with("images", "width", int64_t{1} << 40), Tells("id 7", "1099511627776"));
  EXPECT_THAT(error_with("categories", "id", -1), Tells("\"categories\"[0]", "id is -1"));
  EXPECT_THAT(error_with("categories", "id", int64_t{1} << 31), Tells("id is 2147483648"));
  EXPECT_THAT(error_with("categories", "name", json::array()), Tells("\"name\" is no text"));
  for (const auto& value : {json(1), json("[[1, 2]]")})
    EXPECT_THAT(error_with("annotations", "segmentation", value),
                Tells("\"annotations\"[0]", "neither a list of polygons nor an RLE"));
  content["images"] = 7;
  EXPECT_THAT(opening_error(), Tells("\"images\" is no list"));
  content["images"] = json::array({7});
  EXPECT_THAT(opening_error(), Tells("\"images\"[0]: not an object"));
  content["images"] = json::array();
  EXPECT_THAT(opening_error(), Tells("\"images\" lists no picture"));
}

TEST_F(CocoDataset, ReferencesToWhatIsNotListedAndDoubleIdsAreTold) {
  content["annotations"][0]["category_id"] = 2;
  EXPECT_THAT(opening_error(), Tells("annotation 10 is of category 2, which is not listed"));
  content["annotations"][0]["image_id"] = -7;
  EXPECT_THAT(opening_error(), Tells("annotation 10 is of picture -7, which is not listed"));
  content["categories"][0]["id"] = 1;
  EXPECT_THAT(opening_error(), Tells("\"categories\": id 1 is listed twice"));
  content["images"][0]["id"] = 3;
  EXPECT_THAT(opening_error(), Tells("\"images\": id 3 is listed twice"));
}

TEST_F(CocoDataset, PicturesOfOneNameKeepTheirEndingsAndOneFileIsOnePicture) {
  test::write_file(folder / "val2017/a.png", "");
  content["images"].push_back(picture(4, "a.png"));
  EXPECT_THAT(opened()->picture_names(), ElementsAre("a.jpg", "b", "a.png"));
  content["images"].push_back(picture(5, "./a.png"));
  EXPECT_THAT(opening_error(), Tells("pictures 4 and 5 have the same name, a.png"));
}

TEST_F(CocoDataset, FileNamesThatLeadOutOfTheFolderAreRefused) {
  test::write_file(folder / "secret.jpg", "");
  for (const std::string& name :
       {std::string("../secret.jpg"), (folder / "secret.jpg").string(),
        std::string("x/../../secret.jpg"), std::string(".."), std::string("..\\secret.jpg"),
        std::string("\\\\host\\secret.jpg"), std::string("http://host/.."),
        std::string("http://host/x/"), std::string(), std::string("a.jpg\0x", 7)}) {
    content["images"][1]["file_name"] = name;
    EXPECT_THAT(opening_error(),
                Tells("\"images\"[1]", "id 3", "no name of a file within the folder"));
  }
}

TEST_F(CocoDataset, WhatIsNoJsonIsTold) {
  opened();
  const std::string good = test::read_file(file);
  for (const auto& broken : {std::string(), std::string("{"), std::string("[]"), std::string("7"),
                             std::string("no json"), good.substr(0, good.size() / 2), good + "}",
                             good + good, "\xFF" + good, std::string(1 << 20, '['),
                             "{\"images\":" + std::string(1 << 20, '[') + "}"}) {
    test::write_file(file, broken);
    EXPECT_THAT(error_of([&] { open_coco_dataset(folder.path(), options); }),
                Tells("instances_val2017.json"))
        << broken.substr(0, 40);
  }
  test::write_file(file, good.substr(0, good.size() / 2));
  EXPECT_THAT(error_of([&] { open_coco_dataset(folder.path(), options); }),
              Tells("not valid JSON"));
}

TEST_F(CocoDataset, BrokenPolygonsAreToldWhenTheyAreRead) {
  EXPECT_THAT(error_in("[[0, 0, 3, 0, 3, 2], [0, 0, 1, 1, 2, 2, 3]]"),
              Tells("instances_val2017.json", "annotation 10", "polygon 2", "7 coordinates"));
  EXPECT_THAT(error_in("[[0, 0, 3, 0, 3, \"2\"]]"), Tells("polygon 1", "is no number, but \"2\""));
  EXPECT_THAT(error_in("[[[0, 0], [3, 0], [3, 2]]]"), Tells("polygon 1", "no number, but a list"));
  EXPECT_THAT(error_in("[0, 0, 3, 0, 3, 2]"),
              Tells("polygon 1", "not a list of coordinates, but 0"));
}

TEST_F(CocoDataset, RunLengthsThatDoNotFitThePictureAreToldWhenTheyAreRead) {
  EXPECT_THAT(error_in(rle("[20, 5]")), Tells("annotation 10", "sum to 25"));
  EXPECT_THAT(error_in(rle("[20]")), Tells("sum to 20"));
  EXPECT_THAT(error_in(rle("[20, -4]")), Tells("a count of -4"));
  EXPECT_THAT(error_in(rle("[20, 4294967296]")), Tells("a count of 4294967296"));
  EXPECT_THAT(error_in(rle("[20, 4.5]")), Tells("\"counts\" is no whole number"));
  EXPECT_THAT(error_in(rle("{}")), Tells("\"counts\" is no list"));
  EXPECT_THAT(error_in(rle("\"~\"")), Tells("annotation 10", "RLE", "byte 0"));
  EXPECT_THAT(error_in(rle("\"d0\"")), Tells("annotation 10", "sum to 20"));
  EXPECT_THAT(error_in(R"({"size": [4, 6]})"), Tells("no \"counts\""));
  EXPECT_THAT(error_in(R"({"counts": [24]})"), Tells("no \"size\""));
  EXPECT_THAT(error_in(R"({"size": [4], "counts": [24]})"), Tells("not [height, width]"));
  EXPECT_THAT(error_in(R"({"size": [6, 4], "counts": [24]})"), Tells("4 x 6", "6 x 4"));
}

TEST_F(CocoDataset, APictureOfAnotherSizeIsTold) {
  EXPECT_THAT(error_of([&] {
                opened()->labels(0, {5, 6});
              }),
              Tells("instances_val2017.json", "picture a.jpg", "6 x 4", "6 x 5"));
}

}  // namespace
}  // namespace panet
