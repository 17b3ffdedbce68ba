// What CVAT's server sends to nuclio's dashboard, and reads of its answers: docs/tools.md.

#include <gmock/gmock.h>

#include <algorithm>

#include "panet/image/shapes.h"
#include "tool_client.h"

namespace panet::serve {
namespace {

using nlohmann::json;
using test::ToolClient;
using testing::HasSubstr;
using testing::SizeIs;

struct Cvat : testing::Test {
  ToolClient client{AnnotationTool::kCvat};

  Response invoke(const json& body, const std::string& function = "panet") const {
    return client.respond("POST", "/api/function_invocations", body,
                          {{"x-nuclio-function-name", function}, {"x-nuclio-path", "/"}});
  }
  json detect(double threshold) const {
    return json::parse(
        invoke({{"image", ToolClient::two_balls_text()}, {"threshold", threshold}}).body);
  }
};

// The last four numbers of a mask are its box, to the last column and row.
Mask drawn(const json& objects) {
  Mask mask(ToolClient::two_balls().mask.dimensions());
  for (const auto& object : objects) {
    const auto numbers = object.at("mask").get<std::vector<int64_t>>();
    const auto* const box = numbers.data() + numbers.size() - 4;
    const int64_t left = box[0], top = box[1], width = box[2] - left + 1, height = box[3] - top + 1;
    EXPECT_EQ(static_cast<int64_t>(numbers.size()), width * height + 4);
    for (int64_t i = 0; i < width * height; ++i)
      if (numbers[static_cast<std::size_t>(i)] != 0) mask.at(top + i / width, left + i % width) = 1;
  }
  return mask;
}

TEST_F(Cvat, FindsOneDetectorWithTheClassesThatWereTaught) {
  client.teach();
  const auto functions = client.ask("GET", "/api/functions");
  const auto& function = functions.at("panet");
  EXPECT_EQ(function.at("metadata").at("name"), "panet");
  EXPECT_EQ(function.at("status").at("state"), "ready");
  EXPECT_TRUE(function.at("spec").contains("description"));
  const auto& annotations = function.at("metadata").at("annotations");
  EXPECT_EQ(annotations.at("type"), "detector");
  EXPECT_EQ(json::parse(annotations.at("spec").get<std::string>()),
            json({{{"id", 1}, {"name", "ball"}, {"type", "mask"}}}));
  EXPECT_EQ(client.ask("GET", "/api/functions/panet"), function);
  EXPECT_EQ(client.respond("GET", "/api/functions/sam").status, 404);
}

TEST_F(Cvat, GetsAMaskOfEachObject) {
  client.teach();
  const auto found = detect(0);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].at("label"), "ball");
  EXPECT_EQ(found[0].at("type"), "mask");
  EXPECT_GT(std::stod(found[0].at("confidence").get<std::string>()), 0.5);
  EXPECT_EQ(found[0].at("points").size() % 2, 0u);
  EXPECT_GE(found[0].at("points").size(), 6u);
  EXPECT_GT(test::iou(drawn(found), ToolClient::two_balls().mask), 0.85);
  EXPECT_THAT(detect(1), SizeIs(0));
}

struct CvatInteractor : Cvat {
  json click(json body) const {
    body["image"] = ToolClient::two_balls_text();
    return json::parse(invoke(body, "panet-interactor").body);
  }
  static Mask mask_in(const json& answer) {
    Mask mask(ToolClient::two_balls().mask.dimensions());
    for (int64_t y = 0; y < mask.height(); ++y)
      for (int64_t x = 0; x < mask.width(); ++x)
        mask.at(y, x) =
            answer.at("mask").at(static_cast<std::size_t>(y)).at(static_cast<std::size_t>(x)) ==
            255;
    return mask;
  }
};

Mask small_ball() {
  Mask mask(ToolClient::two_balls().mask.dimensions());
  fill_circle(mask, {160, 50}, 20);
  return mask;
}

TEST_F(CvatInteractor, IsOfferedBeforeAnythingWasTaught) {
  const auto annotations =
      client.ask("GET", "/api/functions/panet-interactor").at("metadata").at("annotations");
  EXPECT_EQ(annotations.at("type"), "interactor");
  EXPECT_EQ(annotations.at("min_pos_points"), "1");
  EXPECT_EQ(annotations.at("version"), "2");
}

TEST_F(CvatInteractor, GetsTheObjectThatWasClickedAtAlone) {
  const auto answer =
      click({{"pos_points", {{160, 50}}}, {"neg_points", {{110, 10}}}, {"obj_bbox", nullptr}});
  EXPECT_GT(test::iou(mask_in(answer), small_ball()), 0.8);
  std::vector<Point> points;
  for (const auto& point : answer.at("points")) points.push_back({point.at(0), point.at(1)});
  Mask outlined(small_ball().dimensions());
  fill_polygon(outlined, points);
  EXPECT_GT(test::iou(outlined, mask_in(answer)), 0.95);
}

TEST_F(CvatInteractor, ClicksAroundTheObjectTakeNothingFromTheRestOfIt) {
  json body = {{"pos_points", {{160, 50}}}, {"neg_points", json::array()}};
  for (const int y : {10, 90}) {
    body["neg_points"].push_back({100, y});
    EXPECT_GT(test::iou(mask_in(click(body)), small_ball()), 0.8);
  }
}

TEST_F(CvatInteractor, ABoxIsEnough) {
  const auto answer = click({{"pos_points", json::array()},
                             {"neg_points", json::array()},
                             {"obj_bbox", {{135, 25}, {185, 75}}}});
  EXPECT_GT(test::iou(mask_in(answer), small_ball()), 0.8);
}

TEST_F(CvatInteractor, IsToldWhatIsWrong) {
  EXPECT_THAT(click({{"pos_points", json::array()}}).dump(), HasSubstr("no click"));
  EXPECT_THAT(click({{"pos_points", {{1, 2, 3}}}}).dump(), HasSubstr("pairs"));
  EXPECT_THAT(click({{"pos_points", json::array({json::array({"a", 2})})}}).dump(),
              HasSubstr("number"));
}

TEST_F(Cvat, IsToldWhatIsWrong) {
  EXPECT_EQ(invoke({{"image", ToolClient::two_balls_text()}}).status, 409) << "nothing was taught";
  client.teach();
  EXPECT_EQ(invoke({{"image", ToolClient::two_balls_text()}}, "sam").status, 404);
  EXPECT_EQ(invoke({{"threshold", 0.5}}).status, 400);
  EXPECT_EQ(invoke({{"image", "bm8gcGljdHVyZQ=="}}).status, 422);
}

}  // namespace
}  // namespace panet::serve
