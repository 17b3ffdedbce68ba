// What X-AnyLabeling's remote server model sends and reads: docs/tools.md.

#include <gmock/gmock.h>

#include "panet/image/shapes.h"
#include "tool_client.h"

namespace panet::serve {
namespace {

using nlohmann::json;
using test::ToolClient;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

struct XAnyLabeling : testing::Test {
  ToolClient client{AnnotationTool::kXAnyLabeling};

  json predict(const json& params = json::object(), const std::string& before = {}) const {
    return client.ask(
        "POST", "/v1/predict",
        {{"model", "panet"}, {"image", before + ToolClient::two_balls_text()}, {"params", params}});
  }
  json shapes(const json& params = json::object()) const {
    return predict(params).at("data").at("shapes");
  }
};

Mask drawn(const json& shapes) {
  Mask mask(ToolClient::two_balls().mask.dimensions());
  for (const auto& shape : shapes) {
    std::vector<Point> points;
    for (const auto& point : shape.at("points")) points.push_back({point.at(0), point.at(1)});
    fill_polygon(mask, points);
  }
  return mask;
}

TEST_F(XAnyLabeling, HearsThatTheServerIsThere) {
  EXPECT_EQ(client.ask("GET", "/health").at("status"), "healthy");
}

TEST_F(XAnyLabeling, FindsOneModelWithTheClassesThatWereTaught) {
  EXPECT_THAT(client.ask("GET", "/v1/models").at("data").at("panet").at("classes"), SizeIs(0));
  client.teach();
  const auto answer = client.ask("GET", "/v1/models");
  EXPECT_EQ(answer.at("success"), true);
  const auto& model = answer.at("data").at("panet");
  EXPECT_EQ(model.at("classes"), json({"ball"}));
  EXPECT_EQ(model.at("batch_processing_mode"), "default");
  std::vector<std::string> widgets;
  for (const auto& widget : model.at("widgets")) widgets.push_back(widget.at("name"));
  EXPECT_THAT(widgets, Contains("button_run"));
  EXPECT_THAT(widgets, Contains("mask_fineness_slider"));
  EXPECT_EQ(client.ask("GET", "/v1/models/panet/info").at("data"), model);
  EXPECT_EQ(client.respond("GET", "/v1/models/other/info").status, 404);
}

TEST_F(XAnyLabeling, GetsAPolygonOfEachObject) {
  client.teach();
  const auto found = shapes({{"epsilon_factor", 0}});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].at("label"), "ball");
  EXPECT_EQ(found[0].at("shape_type"), "polygon");
  EXPECT_EQ(found[0].at("group_id"), nullptr);
  EXPECT_GT(found[0].at("score"), 0.5);
  EXPECT_GT(test::iou(drawn(found), ToolClient::two_balls().mask), 0.85);
}

TEST_F(XAnyLabeling, TheSliderMakesPolygonsCoarser) {
  client.teach();
  const auto fine = shapes({{"epsilon_factor", 0.001}}),
             coarse = shapes({{"epsilon_factor", 0.02}});
  EXPECT_LT(2 * coarse[0].at("points").size(), fine[0].at("points").size());
  EXPECT_GT(test::iou(drawn(fine), ToolClient::two_balls().mask), 0.85);
}

TEST_F(XAnyLabeling, AnObjectOfSeveralPartsIsOneGroup) {
  client.teach();
  client.set_one_piece(true);
  const auto found = shapes();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].at("group_id"), 1);
  EXPECT_EQ(found[1].at("group_id"), 1);
}

TEST_F(XAnyLabeling, ChoosesByConfidenceAndClass) {
  client.teach();
  EXPECT_THAT(shapes({{"conf_threshold", 1}}), SizeIs(0));
  EXPECT_THAT(shapes({{"filter_classes", {"mug"}}}), SizeIs(0));
  EXPECT_THAT(shapes({{"filter_classes", {"ball", "mug"}}}), SizeIs(2));
  EXPECT_THAT(shapes({{"filter_classes", json::array()}}), SizeIs(2));
}

TEST_F(XAnyLabeling, MaySendAnAddressOfData) {
  client.teach();
  EXPECT_EQ(predict({}, "data:image/png;base64,").at("data"), predict().at("data"));
}

TEST_F(XAnyLabeling, IsToldWhatIsWrong) {
  const auto error = [this](const json& body) {
    const auto answer = client.ask("POST", "/v1/predict", body);
    EXPECT_EQ(answer.at("success"), false);
    return answer.at("error").at("message").get<std::string>();
  };
  const auto picture = ToolClient::two_balls_text();
  EXPECT_THAT(error({{"model", "panet"}, {"image", picture}}), HasSubstr("paint a class"));
  client.teach();
  EXPECT_THAT(error({{"model", "sam"}, {"image", picture}}), HasSubstr("no model sam"));
  EXPECT_THAT(error({{"model", "panet"}}), HasSubstr("\"image\" is missing"));
  EXPECT_THAT(error({{"model", "panet"}, {"image", "%%%"}}), HasSubstr("base64"));
  EXPECT_THAT(error({{"model", "panet"}, {"image", "data:"}}), HasSubstr("neither JPEG, PNG"));
  EXPECT_THAT(error({{"model", "panet"}, {"image", "bm8gcGljdHVyZQ=="}}),
              HasSubstr("neither JPEG, PNG"));
  EXPECT_THAT(error("nonsense"), HasSubstr("no JSON"));
  EXPECT_THAT(error({{"model", "panet"}, {"image", picture}, {"params", {{"conf_threshold", 2}}}}),
              HasSubstr("conf_threshold"));
}

}  // namespace
}  // namespace panet::serve
