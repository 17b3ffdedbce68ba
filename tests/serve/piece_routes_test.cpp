#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "image/mask.h"
#include "image/rle.h"
#include "panet/image/encode.h"
#include "scenes.h"
#include "serve/api/routes.h"
#include "serve/http/failure.h"
#include "support.h"
#include "toy_project.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using panet::test::error_of;
using panet::test::Tells;
using testing::IsEmpty;
using testing::SizeIs;

constexpr PictureSize kSize = {120, 160};

// A picture, not looked at yet, that holds nothing of a class; what a client asks of its pieces.
class PieceRoutesTest : public testing::Test {
 protected:
  PieceRoutesTest() {
    fs::create_directories(folder_ / "photos");
    encode_picture(folder_ / "photos" / "a.png", Picture(kSize));
    project_ = std::make_unique<Project>(folder_ / "home", folder_ / "photos");
    project_->add_pictures({{.name = "a.png", .bytes = 1, .modified_ns = 1}});
    project_->add_class("ball", {}, false);
    labeller_ = std::make_unique<Labeller>(
        *project_, std::make_shared<const Model>(panet::test::colour_model()), SegmenterOptions{},
        Labeller::Options{.cache = folder_ / "cache"}, [](const JobReport&) {});
    routes_ = piece_routes(*labeller_);
  }

  using Query = std::map<std::string, std::string>;

  json ask(const std::string& method, const Query& query, const json& body = {}) {
    const Request request = {
        .method = method, .query = query, .body = body.is_null() ? std::string() : body.dump()};
    const auto route = std::ranges::find(routes_, method, &Route::method);
    return json::parse(route->handler(Call(request, {{"id", "1"}})).body);
  }
  json shown(const std::string& side = "160", const std::string& least = "1") {
    return ask("GET", {{"class", "1"}, {"side", side}, {"least", least}});
  }
  json add(const std::string& kind, std::initializer_list<std::initializer_list<int>> points) {
    return ask("POST", {}, {{"class", 1}, {"lines", {{{"kind", kind}, {"points", points}}}}});
  }
  void paint_touching_discs() {
    Mask mask(kSize);
    fill_circle(mask, {50, 60}, 30);
    fill_circle(mask, {105, 60}, 30);
    labeller_->look_at(1);
    project_->import_painting(1, 1, painting_of(mask));
  }

  panet::test::TemporaryFolder folder_;
  std::unique_ptr<Project> project_;
  std::unique_ptr<Labeller> labeller_;
  std::vector<Route> routes_;
};

TEST_F(PieceRoutesTest, TellTheObjectsOfAClass) {
  EXPECT_THAT(shown()["pieces"], IsEmpty());
  paint_touching_discs();
  const auto all = shown();
  ASSERT_THAT(all["pieces"], SizeIs(1));
  EXPECT_EQ(all["width"], 160);
  EXPECT_THAT(all["lines"], IsEmpty());
  EXPECT_TRUE(all["rest"].is_null());
  EXPECT_TRUE(shown("160", "10000")["rest"].is_null()) << "a person painted it";
}

TEST_F(PieceRoutesTest, TellWhatIsTooSmallToBeAnObject) {
  labeller_->look_at(1);
  Mask mask(kSize);
  fill_circle(mask, {50, 60}, 30);
  project_->put_predictions(1, test::list(test::prediction(1, std::move(mask))));
  EXPECT_THAT(shown("160", "1")["pieces"], SizeIs(1));
  EXPECT_THAT(shown("160", "10000")["pieces"], IsEmpty());
  EXPECT_FALSE(shown("160", "10000")["rest"].is_null());
}

TEST_F(PieceRoutesTest, CutAndJoinThem) {
  paint_touching_discs();
  const auto cut = add("cut", {{77, 10}, {77, 110}});
  ASSERT_THAT(cut["pieces"], SizeIs(2));
  EXPECT_EQ(cut["revision"], project_->revision());
  EXPECT_EQ(cut["lines"][0]["kind"], "cut");
  EXPECT_EQ(cut["lines"][0]["points"][1], json({77, 110}));
  EXPECT_THAT(add("join", {{50, 60}, {105, 60}})["pieces"], SizeIs(1));
  labeller_->undo();
  EXPECT_THAT(shown()["pieces"], SizeIs(2));
  EXPECT_THAT(ask("DELETE", {{"class", "1"}})["pieces"], SizeIs(1));
}

TEST_F(PieceRoutesTest, HaveMasksOfTheSizeThatIsAskedForAndPixelsOfThePicture) {
  paint_touching_discs();
  add("cut", {{77, 10}, {77, 110}});
  const auto small = shown("80");
  EXPECT_EQ(small["height"], 60);
  const auto text = small["pieces"][0]["mask"].get<std::string>();
  const int64_t pixels = count(decode_rle(decompress_rle(text, 60, 80)));
  EXPECT_NEAR(static_cast<double>(pixels), small["pieces"][0]["pixels"].get<double>() / 4, 30);
}

TEST_F(PieceRoutesTest, SayWhatIsWrong) {
  EXPECT_THAT(error_of([&] { ask("GET", {}); }), Tells("class=1"));
  EXPECT_THAT(error_of([&] { shown("160", "much"); }), Tells("much"));
  EXPECT_THAT(error_of([&] { add("slice", {{1, 1}, {2, 2}}); }), Tells("slice", "cut", "join"));
  EXPECT_THAT(error_of([&] { add("cut", {{1, 1}}); }), Tells("2 points"));
  EXPECT_THAT(error_of([&] {
                ask("POST", {}, {{"class", 1}, {"lines", json::array()}});
              }),
              Tells("empty"));
  EXPECT_THROW(ask("GET", {{"class", "9"}}), NotThere);
}

}  // namespace
}  // namespace panet::serve
