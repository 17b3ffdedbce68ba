#include "serve/tools/label_studio/regions.h"

#include "image/mask.h"
#include "panet/weights/prototype_file.h"
#include "support.h"

namespace panet::serve {
namespace {

using nlohmann::json;
using test::error_of;
using test::Tells;

constexpr PictureSize kSize = {.height = 100, .width = 200};

// A rectangle over a part of the picture, from its left edge on.
json rectangle(double percent_of_width, const std::vector<std::string>& labels) {
  return {{"type", "rectanglelabels"},
          {"original_height", kSize.height},
          {"original_width", kSize.width},
          {"value",
           {{"x", 0},
            {"y", 0},
            {"width", percent_of_width},
            {"height", 100},
            {"rectanglelabels", labels}}}};
}

// Label by label, how many columns of the picture were drawn.
std::vector<std::pair<std::string, int64_t>> columns_of(const json& result) {
  std::vector<std::pair<std::string, int64_t>> columns;
  draw_labels(result, kSize, [&](const std::string& label, const Mask& mask) {
    columns.emplace_back(label, count(mask) / kSize.height);
  });
  return columns;
}

using Columns = std::vector<std::pair<std::string, int64_t>>;

TEST(LabelStudioRegions, AreDrawnIntoOneMaskForEachLabel) {
  const json result =
      json::array({rectangle(10, {"cat"}), rectangle(50, {"dog"}), rectangle(25, {"cat"})});
  EXPECT_EQ(columns_of(result), (Columns{{"cat", 50}, {"dog", 100}}));
}

TEST(LabelStudioRegions, MayHaveSeveralLabels) {
  EXPECT_EQ(columns_of(json::array({rectangle(50, {"cat", "animal"})})),
            (Columns{{"animal", 100}, {"cat", 100}}));
}

TEST(LabelStudioRegions, WithoutAMaskAreLeftOut) {
  json choice = {{"type", "choices"}, {"value", {{"choices", {"sharp"}}}}};
  json relation = {{"type", "relation"}, {"from_id", "a"}};
  EXPECT_EQ(columns_of(json::array({choice, relation, rectangle(50, {"cat"})})),
            (Columns{{"cat", 100}}));
}

TEST(LabelStudioRegions, OfMoreLabelsThanAProjectHasClassesAreRefused) {
  std::vector<std::string> labels;
  for (int64_t i = 0; i <= kMostClasses; ++i) labels.push_back(std::to_string(i));
  EXPECT_THAT(error_of([&] { columns_of(json::array({rectangle(50, labels)})); }),
              Tells("255 labels", "254 classes at most"));
  labels.pop_back();
  EXPECT_EQ(columns_of(json::array({rectangle(50, labels)})).size(), labels.size());
}

TEST(LabelStudioRegions, ThatAreBrokenAreTold) {
  auto broken = rectangle(50, {"cat"});
  broken["value"].erase("x");
  EXPECT_THAT(error_of([&] {
                columns_of(json::array({rectangle(10, {"cat"}), broken}));
              }),
              Tells("region 2", "\"x\""));
  auto other = rectangle(50, {"cat"});
  other["original_width"] = 10;
  EXPECT_THAT(error_of([&] { columns_of(json::array({other})); }),
              Tells("region 1", "10 x 100", "200 x 100"));
}

}  // namespace
}  // namespace panet::serve
