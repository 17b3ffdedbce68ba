#include "serve/work/labeller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "scenes.h"
#include "serve/http/failure.h"
#include "serve/work/predictions.h"
#include "support.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using test::disk_scene;
using test::error_of;
using test::iou;
using test::kBlue;
using test::kGreen;
using test::kRed;
using test::Tells;

constexpr PictureSize kSize = {120, 160};

// Waits for what a job tells.
class JobNews {
 public:
  void hear(const JobReport& report) {
    const std::lock_guard lock(mutex_);
    latest_ = report;
    changed_.notify_all();
  }

  JobReport end() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return latest_ && latest_->state != JobReport::State::kRunning; });
    const auto report = *latest_;
    latest_.reset();
    return report;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<JobReport> latest_;
};

// A folder of red disks on blue, each elsewhere; d.png holds a green one.
class LabellerTest : public testing::Test {
 protected:
  LabellerTest() {
    add("a.png", disk_scene(kSize.height, kSize.width, kRed, kBlue, 0.5, 0.5));
    add("b.png", disk_scene(kSize.height, kSize.width, kRed, kBlue, 0.3, 0.4));
    add("c.png", disk_scene(kSize.height, kSize.width, kRed, kBlue, 0.7, 0.6));
    add("d.png", disk_scene(kSize.height, kSize.width, kGreen, kBlue, 0.5, 0.5));
    project_.emplace(folder_ / "photos.panet", photos());
    project_->add_pictures(found_);
    ball_ = project_->add_class("ball", std::nullopt, false).id;
    labeller_ = opened();
  }

  fs::path photos() const { return folder_ / "photos"; }

  void add(const std::string& name, test::Scene scene) {
    fs::create_directories(photos());
    encode_picture(photos() / name, scene.picture);
    found_.push_back({.name = name,
                      .bytes = static_cast<int64_t>(fs::file_size(photos() / name)),
                      .modified_ns = 1});
    scenes_.push_back(std::move(scene));
  }

  std::unique_ptr<Labeller> opened() {
    return std::make_unique<Labeller>(
        *project_, std::make_shared<const Model>(test::colour_model()),
        SegmenterOptions{.input_size = 200, .refinement = {.adapt = false, .guide = false}},
        Labeller::Options{.cache = folder_ / "cache", .most_feature_bytes = 1 << 24},
        [this](const JobReport& report) { news_.hear(report); });
  }

  PictureId id(const std::string& name) const {
    for (const auto& picture : project_->pictures({}).pictures)
      if (picture.name == name) return picture.id;
    throw Error(name);
  }

  static Shape stroke(bool is_object, std::vector<Point> points) {
    return {.tool = Tool::kStroke, .is_object = is_object, .points = std::move(points), .width = 6};
  }

  // Through the middle of the disk of a.png, and along the upper edge of the picture.
  static std::vector<Shape> strokes_of_a() {
    return {stroke(true, {{60, 60}, {100, 60}}), stroke(false, {{10, 8}, {150, 8}})};
  }

  static const Mask& mask_of(const PictureMasks& masks, ClassId id) {
    return std::ranges::find(masks.classes, id, &PictureMasks::OfClass::class_id)->mask;
  }

  test::TemporaryFolder folder_;
  std::vector<test::Scene> scenes_;
  std::vector<FoundPicture> found_;
  JobNews news_;
  std::optional<Project> project_;
  ClassId ball_ = 0;
  std::unique_ptr<Labeller> labeller_;
};

TEST_F(LabellerTest, TheMaskAppearsWhileStrokesAreDrawnHereAndBeside) {
  const auto painted =
      labeller_->preview(id("a.png"), ball_, strokes_of_a(), {.beside = id("b.png")});
  EXPECT_GT(iou(mask_of(painted.masks, ball_), scenes_[0].mask), 0.8);
  ASSERT_TRUE(painted.beside);
  EXPECT_GT(iou(mask_of(*painted.beside, ball_), scenes_[1].mask), 0.8);
}

TEST_F(LabellerTest, OfAPreviewNothingIsKept) {
  labeller_->preview(id("a.png"), ball_, strokes_of_a(), {});
  EXPECT_TRUE(project_->supports().empty());
  EXPECT_FALSE(project_->can_undo());
  EXPECT_TRUE(labeller_->prototypes().class_names.empty());
}

TEST_F(LabellerTest, MasksAreShownAtTheSizeThatIsAskedFor) {
  const auto painted = labeller_->paint(id("a.png"), ball_, strokes_of_a(), {.side = 80});
  EXPECT_EQ(painted.masks.size, (PictureSize{60, 80}));
  EXPECT_EQ(mask_of(painted.masks, ball_).dimensions(), (PictureSize{60, 80}));
}

TEST_F(LabellerTest, TheJobSegmentsAllOthersAndTellsThoseWithoutTheClassApart) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  EXPECT_EQ(labeller_->start_job().total, 4);
  const auto report = news_.end();
  EXPECT_EQ(report.state, JobReport::State::kDone);
  EXPECT_EQ(report.done, 4);
  EXPECT_EQ(report.failed, 0);
  EXPECT_GT(iou(mask_of(labeller_->masks(id("b.png"), {}), ball_), scenes_[1].mask), 0.8);
  EXPECT_EQ(project_->picture(id("c.png")).status, Status::kPredicted);
  EXPECT_EQ(project_->picture(id("d.png")).status, Status::kAbsent);
}

// A second class, of which d.png has the object.
class TwoClasses : public LabellerTest {
 protected:
  TwoClasses() {
    labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
    labeller_->paint(id("d.png"), pea_, strokes_of_a(), {});
  }

  int64_t pixels(const std::string& name, ClassId class_id) const {
    for (const auto& one : project_->classes_in(id(name)))
      if (one.class_id == class_id) return one.pixels;
    return -1;
  }

  ClassId pea_ = project_->add_class("pea", std::nullopt, false).id;
};

TEST_F(LabellerTest, APictureThatWasDecidedIsExportedWhetherOrNotItWasLookedAt) {
  labeller_->decide(id("b.png"), {}, Decision::kRejected);
  EXPECT_EQ(project_->picture(id("b.png")).status, Status::kEmpty);
  EXPECT_EQ(project_->picture(id("b.png")).size, kSize);
}

TEST_F(TwoClasses, AClassThatSeemsAbsentBesideAnotherGetsNoMask) {
  labeller_->start_job();
  while (news_.end().state != JobReport::State::kDone) {  // it may begin again for d.png's strokes
  }
  EXPECT_GT(pixels("b.png", ball_), 0);
  EXPECT_EQ(pixels("b.png", pea_), 0);
  EXPECT_EQ(project_->picture(id("b.png")).status, Status::kPredicted);
  labeller_->decide(id("b.png"), {}, Decision::kAccepted);
  EXPECT_EQ(project_->picture(id("b.png")).status, Status::kAccepted);
  EXPECT_EQ(pixels("b.png", pea_), 0);
}

TEST_F(TwoClasses, AStrokeBringsTheMaskOfAClassThatSeemedAbsent) {
  labeller_->paint(id("b.png"), pea_, {stroke(true, {{40, 48}, {56, 48}})}, {});
  labeller_->decide(id("b.png"), pea_, Decision::kAccepted);  // waits for its masks
  EXPECT_GT(pixels("b.png", pea_), 0);
}

TEST(WithAbsentLeftOut, NoClassIsWhereNoneSeemsToBeThere) {
  const auto corrections = with_absent_left_out({0.2, 0.49}, nothing_said_of(2));
  EXPECT_EQ(corrections.thresholds, (std::vector<double>{0, 0}));
  EXPECT_EQ(with_absent_left_out({0.1}, nothing_said_of(1)).thresholds, std::vector<double>{0});
}

TEST(WithAbsentLeftOut, ThoseThatSeemAbsentAreWhereOneIsPaintedOrSeemsToBeThere) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const auto seen = with_absent_left_out({0.5, 0.49}, nothing_said_of(2));
  EXPECT_EQ(seen.thresholds, (std::vector<double>{0, kNever}));
  auto said = nothing_said_of(2);
  said.painted[0] = SaidOfClasses::Painted::kObject;
  EXPECT_EQ(with_absent_left_out({0.2, 0.4}, std::move(said)).thresholds,
            (std::vector<double>{0, kNever}));
}

TEST(WithAbsentLeftOut, WhatAPersonSaidSomethingOfIsNot) {
  auto said = nothing_said_of(3);
  said.painted[1] = SaidOfClasses::Painted::kSurroundings;
  said.corrections.thresholds[2] = -0.25;
  EXPECT_EQ(with_absent_left_out({0.9, 0.1, 0.1}, std::move(said)).thresholds,
            (std::vector<double>{0, 0, -0.25}));
}

TEST_F(LabellerTest, WithoutAnythingPaintedThereIsNothingToSegmentWith) {
  EXPECT_THAT(error_of([&] { labeller_->start_job(); }), Tells("nothing has been learned yet"));
}

TEST_F(LabellerTest, APictureThatCannotBeReadFailsAndTheOthersGoOn) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  test::write_file(photos() / "b.png", "no picture");
  labeller_->start_job();
  const auto report = news_.end();
  EXPECT_EQ(report.state, JobReport::State::kDone);
  EXPECT_EQ(report.failed, 1);
  EXPECT_EQ(project_->picture(id("b.png")).status, Status::kFailed);
  EXPECT_EQ(project_->picture(id("c.png")).status, Status::kPredicted);
}

TEST_F(LabellerTest, WhatAPersonMendedTeachesAndTheOthersAreSegmentedAgain) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->start_job();
  news_.end();
  const auto before = project_->picture(id("c.png")).revision;
  labeller_->paint(id("d.png"), ball_, {stroke(true, {{60, 60}, {100, 60}})}, {});
  const auto report = news_.end();  // nobody pressed Enter
  EXPECT_EQ(report.state, JobReport::State::kDone);
  EXPECT_GT(project_->picture(id("c.png")).revision, before);
  EXPECT_EQ(labeller_->prototypes().class_shots, std::vector<int64_t>{2});
}

// Two pictures by strokes on the disk and beside it; what is painted after that mends.
TEST_F(LabellerTest, StrokesThatMendTeachTheSameInWhateverOrderTheyCome) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->paint(id("b.png"), ball_,
                   {stroke(true, {{40, 48}, {56, 48}}), stroke(false, {{10, 110}, {150, 110}})},
                   {});
  const auto begun = labeller_->prototypes();
  const std::vector<Shape> of_c = {stroke(true, {{110, 72}, {115, 72}})},
                           of_d = {stroke(true, {{80, 60}, {90, 60}})};
  labeller_->paint(id("c.png"), ball_, of_c, {});
  labeller_->paint(id("d.png"), ball_, of_d, {});
  const auto one_way = labeller_->prototypes();
  labeller_->undo();
  labeller_->undo();
  EXPECT_EQ(labeller_->prototypes().vectors, begun.vectors);
  labeller_->paint(id("d.png"), ball_, of_d, {});
  labeller_->paint(id("c.png"), ball_, of_c, {});
  EXPECT_EQ(one_way.class_shots, std::vector<int64_t>{4});
  EXPECT_EQ(labeller_->prototypes().vectors, one_way.vectors);
  labeller_.reset();
  labeller_ = opened();
  EXPECT_EQ(labeller_->prototypes().vectors, one_way.vectors);
}

TEST_F(LabellerTest, WhileAMendIsDrawnItTeachesAsItWillWhenItIsKept) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->paint(id("b.png"), ball_, {stroke(true, {{40, 48}, {56, 48}})}, {});
  const std::vector<Shape> mend = {stroke(true, {{80, 60}, {90, 60}})};
  const auto drawn = labeller_->preview(id("d.png"), ball_, mend, {.beside = id("c.png")});
  const auto kept = labeller_->paint(id("d.png"), ball_, mend, {.beside = id("c.png")});
  EXPECT_EQ(mask_of(drawn.masks, ball_), mask_of(kept.masks, ball_));
  EXPECT_EQ(mask_of(*drawn.beside, ball_), mask_of(*kept.beside, ball_));
}

TEST_F(LabellerTest, AJobThatAPersonStoppedStaysStopped) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->start_job();
  labeller_->stop_job();
  if (news_.end().state == JobReport::State::kDone) GTEST_SKIP() << "it was faster";
  labeller_->paint(id("b.png"), ball_, {stroke(true, {{40, 48}, {56, 48}})}, {});
  labeller_->decide(id("b.png"), {}, Decision::kAccepted);  // waits for its masks
  EXPECT_EQ(labeller_->job()->state, JobReport::State::kInterrupted);
}

TEST_F(LabellerTest, WhatIsAcceptedIsWhatWasSeen) {
  const auto seen = labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->decide(id("a.png"), {}, Decision::kAccepted);
  EXPECT_EQ(mask_of(labeller_->masks(id("a.png"), {}), ball_), mask_of(seen.masks, ball_));
}

TEST_F(LabellerTest, AThresholdMakesTheMaskSmallerOrLarger) {
  const auto seen = labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->start_job();
  news_.end();
  const auto pixels = [&](double threshold) {
    const auto moved = labeller_->set_threshold(id("b.png"), ball_, threshold, {});
    return std::ranges::count(mask_of(moved.masks, ball_).all(), 1);
  };
  EXPECT_LT(pixels(1), pixels(0));
  EXPECT_GT(pixels(-1), pixels(0));
}

TEST_F(LabellerTest, UndoTakesTheStrokesBackAndWhatWasLearnedFromThem) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  EXPECT_EQ(labeller_->prototypes().class_names, std::vector<std::string>{"ball"});
  labeller_->undo();
  EXPECT_TRUE(labeller_->prototypes().class_names.empty());
  labeller_->redo();
  EXPECT_EQ(labeller_->prototypes().class_names, std::vector<std::string>{"ball"});
}

TEST_F(LabellerTest, AfterARestartTheSameIsLearnedFromKeptFeatures) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  const auto before = labeller_->prototypes();
  labeller_.reset();
  labeller_ = opened();
  EXPECT_EQ(labeller_->kept_features().photographs, 1);
  EXPECT_EQ(labeller_->prototypes().vectors, before.vectors);
}

// What was painted in it is kept, for when it is back.
TEST_F(LabellerTest, APictureThatHasGoneTeachesNothingAndTheOthersDo) {
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->paint(id("c.png"), ball_, strokes_of_a(), {});
  labeller_.reset();
  fs::remove(photos() / "a.png");
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  labeller_ = opened();
  EXPECT_EQ(labeller_->prototypes().class_shots, std::vector<int64_t>{1});
  EXPECT_THAT(notes, testing::ElementsAre(test::Tells("nothing is learned", "a.png")));
  EXPECT_THAT(project_->supports(), testing::SizeIs(2));
  labeller_->paint(id("b.png"), ball_, strokes_of_a(), {});
  EXPECT_EQ(labeller_->prototypes().class_shots, std::vector<int64_t>{2});
}

TEST_F(LabellerTest, WhatIsAnsweredByAnErrorIsNotPainted) {
  fs::remove(photos() / "a.png");
  EXPECT_THROW(labeller_->paint(id("a.png"), ball_, strokes_of_a(), {}), Error);
  EXPECT_THROW(labeller_->paint(id("b.png"), ball_, strokes_of_a(), {.beside = 99}), NotThere);
  EXPECT_THAT(project_->supports(), testing::IsEmpty());
}

TEST_F(LabellerTest, APictureBesideThatHasGoneKeepsNobodyFromPainting) {
  fs::remove(photos() / "b.png");
  const auto painted =
      labeller_->paint(id("a.png"), ball_, strokes_of_a(), {.beside = id("b.png")});
  EXPECT_FALSE(painted.beside);
  EXPECT_THAT(project_->supports(), testing::SizeIs(1));
}

TEST_F(LabellerTest, ThumbnailsAreJpegsWithTheMasksLaidOver) {
  const auto plain = labeller_->thumbnail(id("a.png"), 80, true);
  labeller_->paint(id("a.png"), ball_, strokes_of_a(), {});
  labeller_->decide(id("a.png"), {}, Decision::kAccepted);
  EXPECT_EQ(plain.substr(0, 2), "\xff\xd8");
  EXPECT_EQ(labeller_->thumbnail(id("a.png"), 80, false), plain);
  EXPECT_NE(labeller_->thumbnail(id("a.png"), 80, true), plain);
}

}  // namespace
}  // namespace panet::serve
