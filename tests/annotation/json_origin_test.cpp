#include "annotation/json_origin.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "support.h"

namespace panet {
namespace {

class Origin : public testing::Test {
 protected:
  JsonOrigin of(const std::string& content) const {
    test::write_file(folder / "a.json", content);
    return json_origin(folder / "a.json");
  }

  test::TemporaryFolder folder;
};

TEST_F(Origin, LabelmesShapesAreToldWhereverTheyStand) {
  EXPECT_TRUE(of(R"({"shapes": []})").may_be_labelme);
  const std::string data(100'000, 'A');
  EXPECT_TRUE(of(fmt::format(R"({{"imageData": "{}", "shapes": [1]}})", data)).may_be_labelme);
  EXPECT_TRUE(of("\xEF\xBB\xBF{\"version\": \"5\", \"shapes\": 7, broken").may_be_labelme)
      << "nothing behind them is read";
  EXPECT_FALSE(of(R"({"objects": [{"shapes": []}], "size": {}})").may_be_labelme)
      << "not at the first level";
}

TEST_F(Origin, WhatIsNoJsonIsLeftToLabelmesReader) {
  for (const char* content : {"", "{", "no json", "\xFF\xFE{\0}"})
    EXPECT_TRUE(of(content).may_be_labelme) << content;
  EXPECT_TRUE(json_origin(folder / "none.json").may_be_labelme);
}

TEST_F(Origin, OtherProgramsAreNamed) {
  for (const auto& [content, words] :
       {std::pair{R"({"images": [], "annotations": []})", "COCO's annotations"},
        {R"([{"image_id": 1, "category_id": 2, "score": 0.5}])", "COCO's results"},
        {R"({"description": "", "tags": [], "size": {}, "objects": []})",
         "Supervisely's annotations"},
        {R"({"a.jpg1": {"filename": "a.jpg", "regions": []}})",
         "VGG Image Annotator's annotations"},
        {R"({"_via_settings": {}, "_via_img_metadata": {}})", "VGG Image Annotator's annotations"},
        {R"([{"id": 1, "annotations": [], "data": {"image": "a"}}])", "Label Studio's annotations"},
        {R"({"asset": {}, "regions": []})", "VoTT's annotations"},
        {R"({"title": "a.jpg", "photoTakenTime": {}})", "Google Photos' record of a picture"},
        {R"({"name": 1})", "no shapes of labelme"},
        {"[]", "no shapes of labelme"},
        {"7", "no shapes of labelme"}}) {
    EXPECT_FALSE(of(content).may_be_labelme) << content;
    EXPECT_EQ(of(content).words, words) << content;
  }
}

TEST_F(Origin, DeepAndWideFilesTakeNoMemory) {
  std::string deep(1'000'000, '[');
  EXPECT_TRUE(of(deep).may_be_labelme) << "not closed: no json";
  std::string wide = "{";
  for (int i = 0; i < 100'000; ++i) wide += fmt::format("\"{}\": 0, ", i);
  wide += "\"x\": 0}";
  EXPECT_FALSE(of(wide).may_be_labelme);
}

}  // namespace
}  // namespace panet
