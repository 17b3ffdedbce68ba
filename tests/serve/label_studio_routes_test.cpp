// What Label Studio sends to an ML backend, and reads of its answers: docs/tools.md.

#include <gmock/gmock.h>

#include "image/mask.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "panet/image/shapes.h"
#include "serve/formats/brush_rle.h"
#include "serve/formats/label_studio_region.h"
#include "tool_client.h"

namespace panet::serve {
namespace {

using nlohmann::json;
using test::ToolClient;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string config_of(const std::string& tag) {
  return "<View><Image name='image' value='$image'/><" + tag + " name='tag' toName='image'>" +
         "<Label value='Ball'/><Label value='cup'/></" + tag + "></View>";
}

// A project of red balls, of which Label Studio shows some.
struct LabelStudioTool : testing::Test {
  panet::test::TemporaryFolder media;
  ToolClient client{AnnotationTool::kLabelStudio,
                    {.media_roots = {media.path()}, .url = "", .key = ""}};
  std::vector<std::string> notes;
  NoteListener listener{[this](const std::string& text) { notes.push_back(text); }};
  std::string config = config_of("BrushLabels");
  const test::Scene one =
      test::disk_scene(120, 160, test::kRed, test::kBlue);  // a.png, of the folder
  const test::Scene two = ToolClient::two_balls();

  LabelStudioTool() {
    std::filesystem::create_directories(media / "upload/1");
    encode_picture(media / "upload/1/balls.png", two.picture);
  }

  static json task(int64_t id, const std::string& address) {
    return {{"id", id}, {"data", {{"image", address}}}, {"project", 1}};
  }
  const json of_folder = task(1, "/data/local-files/?d=a.png"),
             uploaded = task(2, "/data/upload/1/balls.png");

  json predict(const json& tasks) const {
    return client
        .ask("POST", "/predict",
             {{"tasks", tasks},
              {"project", "1.1"},
              {"label_config", config},
              {"params", {{"login", nullptr}, {"context", nullptr}}}})
        .at("results");
  }
  json regions(const json& task) const { return predict(json::array({task})).at(0).at("result"); }

  json setup() const {
    return client.ask("POST", "/setup",
                      {{"project", "1.1"},
                       {"schema", config},
                       {"hostname", "http://127.0.0.1:1"},
                       {"access_token", "1234"},
                       {"extra_params", nullptr}});
  }
  std::string version() const { return setup().at("model_version"); }

  Response tell(const std::string& action, const json& task, int64_t id, json result) const {
    return client.respond(
        "POST", "/webhook",
        {{"action", action},
         {"task", task},
         {"project", {{"id", 1}, {"label_config", config}}},
         {"annotation", {{"id", id}, {"was_cancelled", false}, {"result", std::move(result)}}}});
  }
  json brushed(const Mask& mask, const std::string& label = "Ball") const {
    return {brush_region("r1", {}, label, mask)};
  }
  std::vector<std::string> classes() const {
    std::vector<std::string> names;
    for (const auto& row : client.project().classes()) names.push_back(row.name);
    return names;
  }
};

Mask drawn(const json& regions, PictureSize size) {
  Mask all(size);
  for (const auto& region : regions) {
    const auto mask =
        decode_brush_rle(region.at("value").at("rle").get<std::vector<uint8_t>>(), size);
    for (std::size_t i = 0; i < all.size(); ++i) all.all()[i] |= mask.all()[i];
  }
  return all;
}

TEST_F(LabelStudioTool, HearsThatTheServerIsThere) {
  EXPECT_EQ(client.ask("GET", "/health"), json({{"status", "UP"}, {"model_class", "PANet"}}));
}

TEST_F(LabelStudioTool, ConnectsWithAConfigurationThatDraws) {
  EXPECT_THAT(version(), HasSubstr("panet-"));
  EXPECT_EQ(client.ask("GET", "/versions").at("versions"), json({version()}));
  config = config_of("Choices");
  EXPECT_THAT(setup().at("error").at("message"), HasSubstr("BrushLabels"));
  EXPECT_EQ(client.respond("POST", "/validate", {{"config", config}}).status, 422);
}

TEST_F(LabelStudioTool, GetsNoRegionsBeforeAnythingWasTaught) {
  EXPECT_EQ(predict(json::array({of_folder, uploaded})).size(), 2u);
  EXPECT_THAT(regions(uploaded), IsEmpty());
}

TEST_F(LabelStudioTool, WhatIsSubmittedIsFoundInOtherPictures) {
  const auto before = version();
  EXPECT_EQ(tell("ANNOTATION_CREATED", of_folder, 7, brushed(one.mask)).status, 201);
  EXPECT_NE(version(), before);
  const auto prediction = predict(json::array({uploaded})).at(0);
  EXPECT_EQ(prediction.at("model_version"), version());
  EXPECT_GT(prediction.at("score"), 0.5);
  const auto& found = prediction.at("result");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].at("from_name"), "tag");
  EXPECT_EQ(found[0].at("to_name"), "image");
  EXPECT_EQ(found[0].at("type"), "brushlabels");
  EXPECT_EQ(found[0].at("original_width"), two.mask.width());
  EXPECT_EQ(found[0].at("value").at("brushlabels"), json({"Ball"}));
  EXPECT_TRUE(found[0].at("id").is_string());
  EXPECT_NE(found[0].at("id"), found[1].at("id"));
  EXPECT_GT(test::iou(drawn(found, two.mask.dimensions()), two.mask), 0.85);
  EXPECT_THAT(classes(), ElementsAre("ball")) << "labels are compared without their case";
}

TEST_F(LabelStudioTool, AnAnnotationTakesThePlaceOfThePictureLast) {
  tell("ANNOTATION_CREATED", uploaded, 7, brushed(two.mask));
  EXPECT_THAT(client.project().supports(), SizeIs(1));
  const auto picture = client.project().supports()[0].picture;
  EXPECT_EQ(client.project().picture(picture).name, "balls.png");

  tell("ANNOTATION_UPDATED", uploaded, 7, brushed(two.mask, "cup"));
  ASSERT_THAT(client.project().supports(), SizeIs(1));
  EXPECT_EQ(client.project().supports()[0].picture, picture) << "it is known by what is in it";
  EXPECT_THAT(classes(), ElementsAre("ball", "cup"));
  EXPECT_EQ(client.project().supports()[0].class_id, 2);
}

TEST_F(LabelStudioTool, WhatIsDeletedIsForgotten) {
  tell("ANNOTATION_CREATED", of_folder, 7, brushed(one.mask));
  const json deleted = {{"action", "ANNOTATIONS_DELETED"}, {"annotations", {{{"id", 7}}}}};
  EXPECT_EQ(client.respond("POST", "/webhook", deleted).status, 201);
  EXPECT_THAT(client.project().supports(), IsEmpty());
  EXPECT_THAT(regions(uploaded), IsEmpty());
}

TEST_F(LabelStudioTool, SeveralMayComeAtOnce) {
  const auto annotation = [&](int64_t id, int64_t task, const Mask& mask) -> json {
    return {{"id", id}, {"task", task}, {"result", brushed(mask)}};
  };
  const json body = {{"action", "ANNOTATIONS_CREATED"},
                     {"task", {uploaded, of_folder}},
                     {"annotation", {annotation(1, 1, one.mask), annotation(2, 2, two.mask)}},
                     {"project", {{"id", 1}, {"label_config", config}}}};
  EXPECT_EQ(client.respond("POST", "/webhook", body).status, 201);
  EXPECT_THAT(client.project().supports(), SizeIs(2));
}

TEST_F(LabelStudioTool, OfSeveralTheOthersAreLearnedWhereOneCannotBe) {
  const json body = {{"action", "ANNOTATIONS_CREATED"},
                     {"task", {task(3, "/data/upload/1/missing.png"), of_folder}},
                     {"annotation",
                      {{{"id", 1}, {"task", 3}, {"result", brushed(one.mask)}},
                       {{"id", 2}, {"task", 1}, {"result", brushed(one.mask)}}}},
                     {"project", {{"id", 1}, {"label_config", config}}}};
  EXPECT_EQ(client.respond("POST", "/webhook", body).status, 201);
  EXPECT_THAT(client.project().supports(), SizeIs(1));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("annotation 1")));
}

TEST_F(LabelStudioTool, LabelsThatAreOneClassAreLearnedTogether) {
  Mask dot(one.mask.dimensions());
  fill_circle(dot, {5, 5}, 3);
  json both = brushed(one.mask, "Cup");
  both.push_back(brush_region("r2", {}, "cup", dot));
  EXPECT_EQ(tell("ANNOTATION_CREATED", of_folder, 7, both).status, 201);
  EXPECT_EQ(client.project().mask(1, 2).mask, one.mask | dot);
}

TEST_F(LabelStudioTool, ALabelThatNoClassCanBeCalledIsToldAndTheOthersAreLearned) {
  json both = brushed(one.mask, "cup");
  both.push_back(brush_region("r2", {}, "bowl/plate", one.mask));
  EXPECT_EQ(tell("ANNOTATION_CREATED", of_folder, 7, both).status, 201);
  EXPECT_THAT(classes(), ElementsAre("ball", "cup"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("bowl/plate")));
  EXPECT_EQ(tell("ANNOTATION_UPDATED", of_folder, 7, brushed(one.mask, "bowl/plate")).status, 422);
  EXPECT_THAT(client.project().supports(), SizeIs(1)) << "as it was";
}

TEST_F(LabelStudioTool, PolygonsRectanglesAndEllipsesTeachAsWell) {
  const auto region = [&](const std::string& kind, json value) -> json {
    value[kind] = {"Ball"};
    return {label_studio_region("r", {}, kind, one.mask.dimensions(), std::move(value))};
  };
  const auto painted = [&](const json& result) {
    EXPECT_EQ(tell("ANNOTATION_UPDATED", of_folder, 7, result).status, 201);
    return client.project().mask(1, 1).mask;
  };
  Mask box(120, 160);
  fill_rectangle(box, {40, 30}, {120, 90});
  EXPECT_EQ(painted(region("rectanglelabels",
                           {{"x", 25}, {"y", 25}, {"width", 50}, {"height", 50}, {"rotation", 0}})),
            box);
  EXPECT_EQ(painted(region(
                "rectanglelabels",
                {{"x", 75}, {"y", 25}, {"width", 37.5}, {"height", 80.0 / 1.2}, {"rotation", 90}})),
            box)
      << "the same box, turned around its first corner";
  EXPECT_EQ(
      painted(region("polygonlabels", {{"points", {{25, 25}, {75, 25}, {75, 75}, {25, 75}}}})),
      box);
  Mask disk(120, 160);
  fill_circle(disk, {80, 60}, 40);
  EXPECT_GT(
      test::iou(
          painted(region(
              "ellipselabels",
              {{"x", 50}, {"y", 50}, {"radiusX", 25}, {"radiusY", 100.0 / 3}, {"rotation", 0}})),
          disk),
      0.99);
}

TEST_F(LabelStudioTool, GetsWhatItsConfigurationDraws) {
  tell("ANNOTATION_CREATED", of_folder, 7, brushed(one.mask));
  config = config_of("PolygonLabels");
  const auto polygon = regions(uploaded).at(0);
  EXPECT_EQ(polygon.at("type"), "polygonlabels");
  EXPECT_EQ(polygon.at("value").at("polygonlabels"), json({"Ball"}));
  EXPECT_GE(polygon.at("value").at("points").size(), 6u);
  config = config_of("RectangleLabels");
  const auto box = regions(uploaded).at(0).at("value");
  EXPECT_NEAR(box.at("x").get<double>() + box.at("width").get<double>() / 2, 30, 3)
      << "percent: the large ball's middle";
}

TEST_F(LabelStudioTool, OfMoreTasksThanItWaitsForOnlyTheFirstIsAnswered) {
  EXPECT_THAT(predict(json(32, uploaded)), SizeIs(32));
  EXPECT_THAT(predict(json(33, uploaded)), SizeIs(1));
}

TEST_F(LabelStudioTool, APictureThatCannotBeReadHasNoRegions) {
  tell("ANNOTATION_CREATED", of_folder, 7, brushed(one.mask));
  const auto found = predict({task(3, "/data/local-files/?d=../home/said.sqlite"), uploaded});
  EXPECT_THAT(found.at(0).at("result"), IsEmpty());
  EXPECT_THAT(found.at(1).at("result"), SizeIs(2));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("task 3")));
}

TEST_F(LabelStudioTool, ATaskWithoutAnIdHasNoRegionsAndTheOthersHaveTheirs) {
  tell("ANNOTATION_CREATED", of_folder, 7, brushed(one.mask));
  auto nameless = uploaded;
  nameless.erase("id");
  const auto found = predict({nameless, uploaded});
  EXPECT_THAT(found.at(0).at("result"), IsEmpty());
  EXPECT_THAT(found.at(1).at("result"), SizeIs(2));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("task without an id")));
}

TEST_F(LabelStudioTool, NoWayLeadsOutOfItsFolders) {
  std::filesystem::create_symlink("/etc/hostname", media / "link.png");
  for (const char* way : {"../../etc/hostname", "/etc/hostname", "link.png"}) {
    notes.clear();
    tell("ANNOTATION_CREATED", task(3, std::string("/data/local-files/?d=") + way), 7,
         brushed(one.mask));
    EXPECT_THAT(notes, ElementsAre(HasSubstr("where Label Studio is"))) << way;
  }
}

TEST_F(LabelStudioTool, IsToldWhatIsWrongAndSoIsWhoRunsTheServer) {
  const auto smaller = brushed(two.mask);
  const auto response = tell("ANNOTATION_CREATED", of_folder, 7, smaller);
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("200 x 100"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("region 1")));
  EXPECT_EQ(client.respond("POST", "/webhook", {{"action", "ANNOTATION_CREATED"}}).status, 400);
}

TEST_F(LabelStudioTool, OtherNewsAreHeard) {
  EXPECT_EQ(client.respond("POST", "/webhook", {{"action", "TASKS_CREATED"}}).status, 200);
  for (const char* path : {"/train", "/job_status", "/duplicate_model", "/delete"})
    EXPECT_EQ(client.ask("POST", path, json::object()), json::object()) << path;
}

}  // namespace
}  // namespace panet::serve
