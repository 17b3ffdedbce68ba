#include <fmt/format.h>

#include "base64_text.h"
#include "drawing.h"
#include "image/mask.h"
#include "labelme_json.h"
#include "panet/annotation/annotation.h"
#include "panet/base/note.h"
#include "support.h"

namespace panet {
namespace {

using nlohmann::json;
using test::Drawing;
using test::drawn;
using test::error_of;
using test::labelme_file;
using test::labelme_mask;
using test::labelme_shape;
using test::Tells;
using testing::ElementsAre;

// Reads `text` as the annotation of a picture of 6 x 4 pixels.
Annotation annotation_in(const std::string& text, const std::string& class_name = "cat",
                         int stroke_width = 1) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "cat1.json", text);
  return read_labelme(folder / "cat1.json", {4, 6}, class_name, stroke_width);
}

Drawing drawing_of(const std::vector<json>& shapes, const std::string& class_name = "cat") {
  return drawn(annotation_in(labelme_file(6, 4, shapes).dump(), class_name));
}

std::string error_in(const std::string& text) {
  return error_of([&] { annotation_in(text); });
}

// What is noted while the shapes are read.
std::vector<std::string> notes_of(const std::vector<json>& shapes) {
  std::vector<std::string> notes;
  const NoteListener listener([&notes](const std::string& text) { notes.push_back(text); });
  drawing_of(shapes);
  return notes;
}

std::string error_of_shapes(const std::vector<json>& shapes) {
  return error_in(labelme_file(6, 4, shapes).dump());
}

const json kBox = labelme_shape("cat", "rectangle", {{1, 1}, {3, 3}});

// Areas: all around them is background.

TEST(Labelme, APolygonIsFilledAndAllElseIsBackground) {
  EXPECT_THAT(drawing_of({labelme_shape("cat", "polygon", {{1, 0}, {4, 0}, {4, 2}, {1, 2}})}),
              ElementsAre("bFFFbb", "bFFFbb", "bbbbbb", "bbbbbb"));
}

TEST(Labelme, ARectangleIsTwoOppositeCornersOrAllFour) {
  const Drawing expected = {"bbbbbb", "bFFbbb", "bFFbbb", "bbbbbb"};
  EXPECT_EQ(drawing_of({kBox}), expected);
  EXPECT_EQ(drawing_of({labelme_shape("cat", "rectangle", {{3, 1}, {1, 3}})}), expected);
  EXPECT_EQ(drawing_of({labelme_shape("cat", "rectangle", {{1, 1}, {3, 1}, {3, 3}, {1, 3}})}),
            expected);
}

TEST(Labelme, ACircleIsItsCentreAndAPointOnItsRim) {
  EXPECT_THAT(drawing_of({labelme_shape("cat", "circle", {{3, 2}, {3, 0.9}})}),
              ElementsAre("bbbbbb", "bbFFbb", "bbFFbb", "bbbbbb"));
}

TEST(Labelme, AMaskIsPutAtItsCornerAndClipped) {
  EXPECT_THAT(drawing_of({labelme_mask("cat", {"101", "010"}, 1, 1)}),
              ElementsAre("bbbbbb", "bFbFbb", "bbFbbb", "bbbbbb"));
  EXPECT_THAT(drawing_of({labelme_mask("cat", {"11", "11"}, -1, -1),
                          labelme_mask("cat", {"11", "11"}, 5, 3)}),
              ElementsAre("Fbbbbb", "bbbbbb", "bbbbbb", "bbbbbF"));
}

TEST(Labelme, AMaskHasItsOwnSizeFromItsFirstCornerOn) {
  const auto drawn_at = [](const std::vector<std::vector<double>>& points) {
    json shape = labelme_mask("cat", {"11", "01"}, 0, 0);
    shape["points"] = points;
    return drawing_of({shape});
  };
  const Drawing expected = {"bbbbbb", "bFFbbb", "bbFbbb", "bbbbbb"};
  EXPECT_EQ(drawn_at({{1, 1}, {2, 2}}), expected);
  EXPECT_EQ(drawn_at({{1, 1}, {3, 3}}), expected) << "the corner behind the last pixel";
  EXPECT_EQ(drawn_at({{1.4, 1.6}, {3.2, 3.4}}), expected) << "dragged by parts of pixels";
  EXPECT_EQ(drawn_at({{2, 2}, {1, 1}}), expected);
  EXPECT_EQ(drawn_at({{1, 1}}), expected);
  EXPECT_THAT(drawn_at({{-0.5, 1}, {0.5, 2}}), ElementsAre("bbbbbb", "Fbbbbb", "Fbbbbb", "bbbbbb"))
      << "dragged over the left border";
}

TEST(Labelme, AMaskThatIsNotAsLargeAsItsPointsSayIsNoted) {
  json shape = labelme_mask("cat", {"11", "11"}, 0, 0);
  shape["points"] = {{0, 0}, {2, 2}};
  EXPECT_THAT(notes_of({shape}), testing::IsEmpty());
  shape["points"] = {{0, 0}, {5, 3}};
  EXPECT_THAT(notes_of({shape}),
              ElementsAre(Tells("cat1.json", "shape 1 (\"cat\", mask)", "2 x 2", "6 x 4")));
}

TEST(Labelme, AMaskMayBeADataUrl) {
  json shape = labelme_mask("cat", {"11", "01"}, 1, 1);
  const Drawing expected = drawing_of({shape});
  shape["mask"] = "data:image/png;base64," + shape["mask"].get<std::string>();
  EXPECT_EQ(drawing_of({shape}), expected);
}

TEST(Labelme, OtherShapesWithCornersAreOutlines) {
  const Drawing expected = {"bbbbbb", "bFFbbb", "bFFbbb", "bbbbbb"};
  for (const char* type : {"oriented_rectangle", "rotation", "quadrilateral", "parallelogram"})
    EXPECT_EQ(drawing_of({labelme_shape("cat", type, {{1, 1}, {3, 1}, {3, 3}, {1, 3}})}), expected)
        << type;
  EXPECT_EQ(drawing_of({labelme_shape("cat", "closed curve",
                                      {{1, 1}, {2, 1}, {3, 1}, {3, 3}, {1, 3}, {1, 1}})}),
            expected);
}

TEST(Labelme, WhatLiesOutsideThePictureIsClipped) {
  EXPECT_THAT(drawing_of({labelme_shape("cat", "polygon",
                                        {{-1e300, -50}, {2, -50}, {2, 99}, {-1e300, 99}})}),
              ElementsAre("FFbbbb", "FFbbbb", "FFbbbb", "FFbbbb"));
}

TEST(Labelme, ShapesOfTheClassAddUpAndOtherClassesAreBackground) {
  EXPECT_THAT(drawing_of({kBox, labelme_shape("cat", "linestrip", {{0.5, 3.5}, {4.5, 3.5}}),
                          labelme_shape("dog", "rectangle", {{4, 0}, {6, 2}})}),
              ElementsAre("bbbbbb", "bFFbbb", "bFFbbb", "FFFFFb"));
}

TEST(Labelme, BackgroundInsideTheClassIsAHoleInIt) {
  EXPECT_THAT(drawing_of({labelme_shape("cat", "rectangle", {{0, 0}, {6, 3}}),
                          labelme_shape("background", "rectangle", {{1, 1}, {3, 2}})}),
              ElementsAre("FFFFFF", "FbbFFF", "FFFFFF", "bbbbbb"));
}

// Strokes alone: background is what is labelled so.

TEST(Labelme, StrokesLeaveTheRestUnknown) {
  EXPECT_THAT(drawing_of({labelme_shape("cat", "linestrip", {{0.5, 0.5}, {2.5, 0.5}, {2.5, 2.5}}),
                          labelme_shape("cat", "point", {{0.5, 3.5}}),
                          labelme_shape("Background", "line", {{5.5, 0.5}, {5.5, 2.5}}),
                          labelme_shape("_background_", "rectangle", {{4, 3}, {6, 4}})}),
              ElementsAre("FFF..b", "..F..b", "..F..b", "F...bb"));
}

TEST(Labelme, StrokesHaveTheWidthAskedFor) {
  const json file = labelme_file(6, 4,
                                 {labelme_shape("cat", "point", {{1.5, 1.5}}),
                                  labelme_shape("background", "point", {{5.5, 3.5}})});
  const Annotation annotation = annotation_in(file.dump(), "cat", 3);
  EXPECT_GE(count(annotation.foreground), 5);
  EXPECT_LE(count(annotation.foreground), 9);
}

// Which shapes are the class.

TEST(Labelme, LabelsMatchInAnyCase) {
  json shape = kBox;
  shape["label"] = " CAT ";
  EXPECT_EQ(drawing_of({shape, labelme_shape("dog", "point", {{0, 0}})}), drawing_of({kBox}));
}

TEST(Labelme, LabelsMatchInAnyCaseOfAnyScriptComposedOrNot) {
  const auto drawn_as = [](const std::string& label, const std::string& class_name) {
    json shape = kBox;
    shape["label"] = label;
    return drawing_of({shape, labelme_shape("dog", "point", {{0, 0}})}, class_name);
  };
  const Drawing expected = drawing_of({kBox});
  EXPECT_EQ(drawn_as("\u00e4pfel", "\u00c4PFEL"), expected);
  EXPECT_EQ(
      drawn_as("\u043a\u0440\u0443\u0436\u043a\u0430", "\u041a\u0440\u0443\u0436\u043a\u0430"),
      expected);
  EXPECT_EQ(drawn_as("Ka\u0308se", "K\u00e4se"), expected);
  EXPECT_EQ(drawn_as("K\u00e4se", "Ka\u0308se"), expected);
  EXPECT_EQ(drawn_as("\tcat\r\n", "cat"), expected);
}

TEST(Labelme, TheOnlyLabelIsTheClassWhateverItsName) {
  json shape = kBox;
  shape["label"] = "fluffy";
  EXPECT_EQ(drawing_of({shape, shape}), drawing_of({kBox}));
  EXPECT_THAT(error_of_shapes({shape, labelme_shape("dog", "point", {{0, 0}})}),
              Tells("cat1.json", "no shape is labelled \"cat\"", "\"dog\", \"fluffy\""));
  EXPECT_THAT(error_of_shapes({labelme_shape("background", "point", {{0, 0}})}),
              Tells("no shape is labelled \"cat\"", "only background"));
}

// Older and other programs.

TEST(Labelme, AByteOrderMarkMissingFieldsAndUnknownOnesAreFine) {
  EXPECT_THAT(
      drawn(annotation_in(
          "\xEF\xBB\xBF{\"shapes\": [{\"label\": \"cat\", \"points\": "
          "[[0, 0], [2, 0], [2, 2], [0, 2]], \"kie_linking\": [[1]]}], \"imageWidth\": null}")),
      ElementsAre("FFbbbb", "FFbbbb", "bbbbbb", "bbbbbb"));
}

TEST(Labelme, PicturesInTheFileArePassedOver) {
  json file = labelme_file(6, 4, {kBox});
  file["imageData"] = std::string(20 << 20, 'A');
  EXPECT_EQ(drawn(annotation_in(file.dump())), drawing_of({kBox}));
}

TEST(Labelme, SizesMayBeWrittenAsFractions) {
  json file = labelme_file(6, 4, {kBox});
  file["imageHeight"] = 4.0;
  EXPECT_EQ(drawn(annotation_in(file.dump())), drawing_of({kBox}));
}

// What says nothing is passed over with a note.

TEST(Labelme, StrayClicksArePassedOver) {
  const std::vector<std::pair<json, std::string>> stray = {
      {labelme_shape("cat", "polygon", {}), "at least 3 points, not 0"},
      {labelme_shape("cat", "polygon", {{4, 1}}), "at least 3 points, not 1"},
      {labelme_shape("cat", "polygon", {{4, 1}, {5, 3}}), "at least 3 points, not 2"},
      {labelme_shape("cat", "polygon", {{5, 1}, {5, 1}, {5, 1}}), "no area"},
      {labelme_shape("cat", "polygon", {{50, 10}, {60, 10}, {60, 20}}), "outside"},
      {labelme_shape("cat", "rotation", {{4, 1}, {5, 3}}), "at least 3 points, not 2"},
      {labelme_shape("cat", "rectangle", {{4, 1}}), "1 points where 2 are needed"},
      {labelme_shape("cat", "rectangle", {{4, 1}, {4, 1}}), "no area"},
      {labelme_shape("cat", "circle", {{4, 1}}), "1 points where 2 are needed"},
      {labelme_shape("cat", "circle", {{4, 1}, {4, 1}}), "no area"},
      {labelme_shape("cat", "linestrip", {}), "no point"},
      {labelme_shape("cat", "point", {}), "no point"},
      {labelme_shape("cat", "mask", {{4, 1}, {5, 3}}), "no \"mask\""},
      {labelme_shape("cat", "ellipse", {{4, 1}, {5, 3}}), "polygon, rectangle"},
      {labelme_shape("cat", "cuboid", {{4, 1}, {5, 1}, {5, 3}, {4, 3}, {3, 3}}), "not known"}};
  for (const auto& [shape, reason] : stray) {
    const std::string type = shape["shape_type"];
    EXPECT_EQ(drawing_of({kBox, shape}), drawing_of({kBox})) << shape;
    EXPECT_THAT(
        notes_of({kBox, shape}),
        ElementsAre(Tells("cat1.json", "shape 2 (\"cat\", " + type + ") is passed over", reason)));
    EXPECT_THAT(error_of_shapes({shape}), Tells("cat1.json", "shape 1 (\"cat\", " + type, reason))
        << "nothing is left";
  }
}

TEST(Labelme, AnAreaThatIsPassedOverDoesNotMakeTheRestBackground) {
  EXPECT_THAT(drawing_of({labelme_shape("cat", "polygon", {{4, 1}}),
                          labelme_shape("cat", "line", {{0.5, 0.5}, {2.5, 0.5}}),
                          labelme_shape("background", "point", {{5.5, 3.5}})}),
              ElementsAre("FFF...", "......", "......", ".....b"));
}

TEST(Labelme, ShapesOfOtherClassesDoNotMatter) {
  json broken = labelme_shape("dog", "polygon", {{1, 1}});
  EXPECT_THAT(notes_of({kBox, broken}), testing::IsEmpty());
  broken["shape_type"] = "cuboid";
  EXPECT_EQ(drawing_of({kBox, broken}), drawing_of({kBox}));
  broken["points"] = {{"1", "2"}};
  EXPECT_EQ(drawing_of({kBox, broken}), drawing_of({kBox}));
  broken["points"] = nullptr;
  EXPECT_EQ(drawing_of({kBox, broken}), drawing_of({kBox}));
}

// What is wrong.

TEST(Labelme, OtherSizesAreToldWithBoth) {
  EXPECT_THAT(error_in(labelme_file(60, 40, {kBox}).dump()),
              testing::AllOf(Tells("cat1.json", "60 x 40", "6 x 4", "at its own size"),
                             testing::Not(testing::HasSubstr("EXIF"))));
  EXPECT_THAT(error_in(labelme_file(4, 6, {kBox}).dump()),
              Tells("4 x 6", "6 x 4", "upright", "EXIF"));
  json file = labelme_file(6, 4, {kBox});
  file["imageWidth"] = "6";
  EXPECT_THAT(error_in(file.dump()),
              Tells("cat1.json", "\"imageWidth\" is no whole number", "\"6\""));
  file["imageWidth"] = 6.5;
  EXPECT_THAT(error_in(file.dump()), Tells("\"imageWidth\" is no whole number", "6.5"));
}

TEST(Labelme, FractionsAreTold) {
  EXPECT_THAT(error_of_shapes({labelme_shape("cat", "rectangle", {{0.1, 0.2}, {0.9, 1}})}),
              Tells("cat1.json", "\"cat\"", "fractions", "pixels"));
  EXPECT_EQ(drawing_of({kBox, labelme_shape("cat", "rectangle", {{0, 0}, {1, 1}})})[0], "Fbbbbb");
}

TEST(Labelme, AStrayClickInTheCornerIsNoFraction) {
  EXPECT_THAT(error_of_shapes({labelme_shape("cat", "polygon", {{0, 0}, {1, 1}})}),
              Tells("at least 3 points, not 2"));
}

TEST(Labelme, OtherEncodingsAreTold) {
  const std::string gb18030 = "{\"shapes\": [{\"label\": \"\xB1\xAD\xD7\xD3\", \"points\": []}]}";
  EXPECT_THAT(error_in(gb18030), Tells("cat1.json", "not UTF-8", "GB18030", "save it as UTF-8"));
  std::string utf16 = "\xFF\xFE";
  for (const char c : labelme_file(6, 4, {kBox}).dump()) utf16 += {c, '\0'};
  EXPECT_THAT(error_in(utf16), Tells("cat1.json", "UTF-16", "save it as UTF-8"));
}

TEST(Labelme, TooMuchToDrawIsTold) {
  const test::TemporaryFolder folder;
  const json large = labelme_shape("cat", "polygon", {{0, 0}, {20000, 0}, {20000, 10000}});
  test::write_file(folder / "cat1.json",
                   labelme_file(16384, 8192, std::vector<json>(400, large)).dump());
  EXPECT_THAT(error_of([&] {
                read_labelme(folder / "cat1.json", {8192, 16384}, "cat");
              }),
              Tells("cat1.json", "too many large shapes"));
}

TEST(Labelme, BrokenJsonIsTold) {
  EXPECT_THAT(error_in(""), Tells("cat1.json", "empty"));
  EXPECT_THAT(error_in("{\"shapes\": ["), Tells("cat1.json", "not valid JSON", "line 1"));
  EXPECT_THAT(error_in("{\"shapes\": [NaN]}"), Tells("cat1.json", "not valid JSON"));
  EXPECT_THAT(error_in("{\"shapes\": [{\"label\": \"cat\", \"points\": [[1e999, 0]]}]}"),
              Tells("cat1.json", "not valid JSON", "1e999"));
  EXPECT_THAT(error_in("{\"label\": \"\xFF\xFE\"}"), Tells("cat1.json", "not valid JSON", "UTF-8"));
  const std::string cut_off = error_in(fmt::format(R"({{"imageData": "{:A<10000})", ""));
  EXPECT_THAT(cut_off, Tells("cat1.json", "not valid JSON"));
  EXPECT_LT(cut_off.size(), 500u) << "does not repeat the whole file";
}

TEST(Labelme, JsonThatWouldExhaustTheMachineIsTold) {
  EXPECT_THAT(error_in(std::string(10'000'000, '[')), Tells("cat1.json", "nested deeper than 64"));
  std::string many = "{\"shapes\": [0";
  for (int i = 0; i < 2'000'000; ++i) many += ",0";
  EXPECT_THAT(error_in(many + "]}"), Tells("cat1.json", "over 2000000 values"));
}

TEST(Labelme, OtherJsonIsTold) {
  EXPECT_THAT(error_in("[]"), Tells("cat1.json", "no list \"shapes\""));
  EXPECT_THAT(error_in("{\"annotations\": []}"), Tells("no list \"shapes\""));
  EXPECT_THAT(error_in("{\"shapes\": {}}"), Tells("no list \"shapes\""));
  EXPECT_THAT(error_in("{\"shapes\": []}"), Tells("no shapes"));
  EXPECT_THAT(error_in("{\"shapes\": [1]}"), Tells("shape 1", "not an object"));
}

TEST(Labelme, FieldsOfWrongTypesAreToldWithTheShape) {
  const auto error_with = [](const char* key, const json& value) {
    json shape = kBox;
    shape[key] = value;
    return error_of_shapes({kBox, shape});
  };
  EXPECT_THAT(error_with("label", 7), Tells("cat1.json", "shape 2", "\"label\" is no text"));
  EXPECT_THAT(error_with("shape_type", 7), Tells("shape 2", "\"shape_type\" is no text"));
  EXPECT_THAT(error_with("points", "1 2"), Tells("shape 2", "no list \"points\""));
  EXPECT_THAT(error_with("points", {1, 2}), Tells("shape 2", "pair of numbers"));
  EXPECT_THAT(error_with("points", {{1, 2, 3}}), Tells("shape 2", "pair of numbers"));
  EXPECT_THAT(error_with("points", {{1, "2"}}), Tells("shape 2", "pair of numbers"));
  EXPECT_THAT(error_with("points", {{1, nullptr}}), Tells("shape 2", "pair of numbers"));
}

TEST(Labelme, BrokenMasksAreToldWithTheShape) {
  json shape = labelme_mask("cat", {"11", "11"}, 0, 0);
  const auto error_with = [&shape](const json& mask) {
    shape["mask"] = mask;
    return error_of_shapes({shape});
  };
  const std::string good = shape["mask"];
  EXPECT_THAT(error_with(nullptr), Tells("cat1.json", "shape 1 (\"cat\", mask)", "no \"mask\""));
  EXPECT_THAT(error_with("%%%%"), Tells("shape 1", "base64", "does not belong"));
  EXPECT_THAT(error_with("=" + good), Tells("shape 1", "base64"));
  EXPECT_THAT(error_with(good.substr(0, 5)), Tells("shape 1", "base64", "end is missing"));
  EXPECT_THAT(error_with(test::base64_of("no PNG at all")),
              Tells("shape 1", "\"mask\"", "not a PNG"));
  EXPECT_THAT(error_with(good.substr(0, good.size() / 8 * 4)),
              Tells("shape 1", "\"mask\"", "broken PNG"));
  EXPECT_THAT(error_of_shapes({labelme_mask("cat", {"1111111"}, 0, 0)}),
              Tells("shape 1", "\"mask\"", "7 x 1", "6 x 4"));
}

TEST(Labelme, AnnotationsThatSayNothingAreTold) {
  EXPECT_THAT(error_of_shapes({labelme_shape("cat", "rectangle", {{10, 10}, {20, 20}})}),
              Tells("cat1.json", "no pixel", "6 x 4", "outside"));
  EXPECT_THAT(error_of_shapes({labelme_shape("cat", "line", {{1, 1}, {4, 1}})}),
              Tells("cat1.json", "none on the background", "label them \"background\""));
  EXPECT_THAT(error_of_shapes({kBox, labelme_shape("background", "rectangle", {{0, 0}, {6, 4}})}),
              Tells("cat1.json", "no pixel", "covered by background"));
}

TEST(Labelme, AFileThatIsNotThereIsTold) {
  EXPECT_THAT(error_of([] {
                read_labelme("/nowhere/cat1.json", {4, 6}, "cat");
              }),
              Tells("/nowhere/cat1.json", "No such file"));
}

}  // namespace
}  // namespace panet
