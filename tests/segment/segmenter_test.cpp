#include "panet/segment/segmenter.h"

#include <cmath>
#include <thread>

#include "base/parallel.h"
#include "image/mask.h"
#include "maps.h"
#include "model/cosine_classifier.h"
#include "panet/image/network_input.h"
#include "peak_memory.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

using test::colour_segmenter;
using test::disk_scene;
using test::error_of;
using test::iou;
using test::kBlue;
using test::kGreen;
using test::kRed;
using test::support_of;
using test::supports;
using test::Tells;

TEST(Segmenter, SegmentsInAnotherPictureWhatItLearnedFromOne) {
  auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn(supports(support_of(disk_scene(200, 300, kRed, kBlue), "ball")));
  const auto query = disk_scene(240, 180, kRed, kBlue, 0.3, 0.6, 0.2);
  const auto result = segmenter.segment(query.picture, prototypes);
  EXPECT_EQ(result.labels.dimensions(), query.mask.dimensions());
  EXPECT_GT(iou(where<uint8_t>(result.labels, 1), query.mask), 0.9);
}

// Learned of red and green disks on blue.
Prototypes balls(Segmenter& segmenter) {
  return segmenter.learn(supports(support_of(disk_scene(200, 200, kRed, kBlue), "red"),
                                  support_of(disk_scene(200, 200, kGreen, kBlue), "green")));
}

TEST(Segmenter, TellsWhetherAPictureHoldsAClass) {
  auto segmenter = colour_segmenter();
  const auto red = segmenter.segment(disk_scene(160, 160, kRed, kBlue).picture, balls(segmenter));
  ASSERT_EQ(red.presences.size(), 2u);
  EXPECT_GT(red.presences[0], 0.9);
  EXPECT_LT(red.presences[1], 0.5);
}

TEST(Segmenter, LabelsNoClassThatIsTooLittlePresent) {
  const auto strict = [](double below) {
    return Segmenter(std::make_shared<const Model>(test::colour_model()),
                     {.input_size = 200, .refinement = kPaperAlone, .absent_below = below});
  };
  const auto picture = disk_scene(160, 160, kRed, kBlue).picture.copy();
  auto all = strict(0), some = strict(0.7), none = strict(1);
  const auto prototypes = balls(all);
  EXPECT_GT(all.segment(picture, prototypes).share(1), 0.1);
  const auto found = some.segment(picture, prototypes);
  EXPECT_EQ(found.labels, all.segment(picture, prototypes).labels);
  const auto nothing = none.segment(picture, prototypes);
  EXPECT_EQ(nothing.share(1), 0);
  EXPECT_EQ(nothing.share(2), 0);
  EXPECT_EQ(nothing.share(0), 1);
  for (const float score : nothing.scores.map(1)) EXPECT_LT(score, 1e-6f);
}

// A red disk whose middle is green, on blue, and prototypes of balls that are all red.
class StrokesOnAMixedBall : public testing::Test {
 protected:
  StrokesOnAMixedBall() : picture_(ball_.picture.copy()) {
    const auto green = disk_scene(200, 200, kGreen, kBlue, 0.5, 0.5, 0.12);
    fill_where(picture_, green.mask, kGreen);
    red_ = ball_.mask & ~green.mask;
    features_ = segmenter_.encode(network_input(picture_, 200));
    prototypes_ = segmenter_.learn(supports(support_of(ball_, "ball")));
  }

  static Mask line(int64_t y, int64_t first, int64_t last) {
    Mask mask(200, 200);
    for (int64_t row = y - 4; row < y + 4; ++row)
      std::fill(mask.row(row).begin() + first, mask.row(row).begin() + last, uint8_t{1});
    return mask;
  }

  Mask mask_with(Mask on, Mask beside) const {
    Corrections corrections;
    corrections.strokes.push_back({.foreground = std::move(on), .background = std::move(beside)});
    const auto found = segmenter_.segment_features(features_, prototypes_, picture_,
                                                   KeptScores::kMeans, corrections);
    return where<uint8_t>(found.labels, 1);
  }

  Segmenter segmenter_ = colour_segmenter();
  test::Scene ball_ = disk_scene(200, 200, kRed, kBlue);
  Picture picture_;
  Mask red_;
  Features features_;
  Prototypes prototypes_;
};

TEST_F(StrokesOnAMixedBall, CorrectWhatLooksLikeWhatIsUnderThem) {
  const auto without = mask_with({}, {}), with_one = mask_with(line(100, 90, 110), {});
  EXPECT_GT(iou(with_one, ball_.mask), 0.9);
  EXPECT_GT(iou(with_one, ball_.mask), iou(without, ball_.mask) + 0.1);
  const auto not_red = mask_with({}, line(60, 80, 120));
  EXPECT_LT(count(not_red & red_), count(without & red_) - 1000);
}

TEST_F(StrokesOnAMixedBall, AndWhatWasKnownTogetherTellWhatIsSure) {
  const Annotation strokes = {.foreground = line(100, 90, 110), .background = line(20, 10, 30)};
  const auto sure = segmenter_.completed(features_, prototypes_, 0, strokes, picture_);
  EXPECT_GT(iou(sure.foreground, ball_.mask), 0.8);
  EXPECT_GT(iou(sure.background, ~ball_.mask), 0.8);
  EXPECT_FALSE(any(sure.foreground & sure.background));
  EXPECT_EQ(sure.foreground & strokes.foreground, strokes.foreground);
  EXPECT_EQ(sure.background & strokes.background, strokes.background);
}

TEST(Segmenter, AThresholdMakesAMaskSmallerOrLarger) {
  auto segmenter = colour_segmenter();
  const auto prototypes = balls(segmenter);
  const auto picture = disk_scene(160, 160, kRed, kBlue).picture.copy();
  const auto features = segmenter.encode(network_input(picture, 200));
  const auto pixels = [&](const std::vector<double>& thresholds) {
    return segmenter
        .segment_features(features, prototypes, picture, KeptScores::kMeans,
                          {.thresholds = thresholds, .strokes = {}})
        .pixels;
  };
  EXPECT_EQ(pixels({0, 0}), pixels({}));
  EXPECT_LT(pixels({1, 0})[1], pixels({})[1]);
  EXPECT_GT(pixels({-1, 0})[1], pixels({})[1]);
  EXPECT_EQ(pixels({100, 100})[0], 160 * 160);
}

TEST(Segmenter, TellsPresenceByPrototypesOfVersion01Too) {
  auto segmenter = colour_segmenter();
  auto old = balls(segmenter);
  old.presence = {};
  const auto red = segmenter.segment(disk_scene(160, 160, kRed, kBlue).picture, old);
  EXPECT_GT(red.presences[0], 0.9);
}

TEST(Segmenter, TellsClassesApart) {
  auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn(supports(support_of(disk_scene(200, 200, kRed, kBlue), "red"),
                               support_of(disk_scene(200, 200, kGreen, kBlue), "green"),
                               support_of(disk_scene(100, 200, kRed, kBlue), "red")));
  EXPECT_THAT(prototypes.class_names, testing::ElementsAre("red", "green"));
  EXPECT_THAT(prototypes.class_shots, testing::ElementsAre(2, 1));
  const auto green = disk_scene(160, 160, kGreen, kBlue);
  EXPECT_GT(iou(where<uint8_t>(segmenter.segment(green.picture, prototypes).labels, 2), green.mask),
            0.9);
  const auto red = disk_scene(160, 160, kRed, kBlue);
  EXPECT_GT(iou(where<uint8_t>(segmenter.segment(red.picture, prototypes).labels, 1), red.mask),
            0.9);
}

TEST(Segmenter, ScoresAreASoftmaxWhoseArgmaxAreTheLabels) {
  auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn(supports(support_of(disk_scene(100, 100, kRed, kBlue), "ball")));
  const auto result = segmenter.segment(disk_scene(90, 70, kRed, kBlue).picture, prototypes);
  ASSERT_EQ(result.scores.maps(), 2);
  ASSERT_EQ(result.scores.dimensions(), (PictureSize{90, 70}));
  const auto background = result.scores.map(0), ball = result.scores.map(1);
  for (std::size_t i = 0; i < ball.size(); ++i) {
    EXPECT_NEAR(background[i] + ball[i], 1, 1e-5);
    EXPECT_EQ(result.labels.all()[i], ball[i] > background[i] ? 1 : 0);
  }
}

TEST(Segmenter, KeepsTheScoresOfTheLabelsAloneWhereAsked) {
  auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn(supports(support_of(disk_scene(100, 100, kRed, kBlue), "ball")));
  const auto picture = disk_scene(90, 70, kRed, kBlue).picture;
  const auto all = segmenter.segment(picture, prototypes);
  const auto own = segmenter.segment(picture, prototypes, KeptScores::kOfLabels);
  EXPECT_EQ(own.labels, all.labels);
  EXPECT_EQ(own.scores.maps(), 0);
  ASSERT_EQ(own.label_scores.dimensions(), all.labels.dimensions());
  for (int64_t y = 0; y < 90; ++y)
    for (int64_t x = 0; x < 70; ++x)
      EXPECT_EQ(own.label_scores.at(y, x), all.scores.at(all.labels.at(y, x), y, x));
}

// Looking at tiles beside the whole.
struct TiledSegmenter : testing::Test {
  static Segmenter with(std::optional<int64_t> tiles, const Refinement& refinement = {},
                        PictureShape shape = PictureShape::kOwn) {
    return {std::make_shared<const Model>(test::colour_model()),
            {.input_size = 80, .shape = shape, .refinement = refinement, .tiles = tiles}};
  }

  // Less than a feature of the whole picture.
  test::Scene small = disk_scene(600, 800, kRed, kBlue, 0.71, 0.36, 0.06);
  Prototypes prototypes =
      with({}).learn(supports(support_of(disk_scene(200, 300, kRed, kBlue), "ball")));
};

TEST_F(TiledSegmenter, FindsSmallThingsThatTheWholeDoesNotShow) {
  for (const auto shape : {PictureShape::kOwn, PictureShape::kSquare}) {
    const auto found = [&](std::optional<int64_t> tiles) {
      const auto labels = with(tiles, kPaperAlone, shape).segment(small.picture, prototypes).labels;
      return iou(where<uint8_t>(labels, 1), small.mask);
    };
    EXPECT_GT(found(4), 0.8) << text_of(shape);
    EXPECT_LT(found({}), 0.1) << text_of(shape);
  }
}

// A violet thing is nearer to the blue background than to the red balls, and stays so where
// prototypes adapt to tiles that show no ball.
TEST_F(TiledSegmenter, FindsNothingElseInTilesWithoutTheThing) {
  const auto violet = disk_scene(600, 800, {130, 46, 120}, kBlue, 0.71, 0.36, 0.06).picture;
  const Refinement adapt = {.fit = false, .adapt = true, .guide = false};
  auto segmenter = with(4, adapt, PictureShape::kSquare);
  const auto balls =
      segmenter.learn(supports(support_of(disk_scene(200, 300, kRed, kBlue), "ball")));
  EXPECT_EQ(segmenter.segment(violet, balls).pixels[1], 0);
}

TEST_F(TiledSegmenter, TellsHowManyTilesItLookedAt) {
  EXPECT_EQ(with({}).segment(small.picture, prototypes).tiles, std::nullopt);
  EXPECT_EQ(with(2).segment(small.picture, prototypes).tiles, 6);
  EXPECT_EQ(with(2).segment(disk_scene(80, 70, kRed, kBlue).picture, prototypes).tiles, 0);
}

TEST_F(TiledSegmenter, SeesTheWholeAloneWhereThePictureIsSmall) {
  const auto picture = disk_scene(80, 70, kRed, kBlue).picture;
  EXPECT_EQ(with(3).segment(picture, prototypes).labels,
            with({}).segment(picture, prototypes).labels);
}

TEST_F(TiledSegmenter, GivesTheSameForAnyNumberOfThreads) {
  const auto with_threads = [&](int count) {
    const int before = thread_count();
    set_thread_count(count);
    auto result = with(4).segment(small.picture, prototypes);
    set_thread_count(before);
    return result;
  };
  const auto alone = with_threads(1), together = with_threads(3);
  EXPECT_EQ(together.labels, alone.labels);
  EXPECT_TRUE(std::ranges::equal(together.scores.all(), alone.scores.all()));
}

TEST_F(TiledSegmenter, NeedsHardlyMoreMemoryThanTheWholeAlone) {
  const auto large = disk_scene(1500, 2000, kRed, kBlue).picture;
  const auto megabytes = [&](std::optional<int64_t> tiles) {
    auto segmenter = with(tiles);
    return test::extra_megabytes([&] { segmenter.segment(large, prototypes, KeptScores::kMeans); });
  };
  EXPECT_LT(megabytes(8), megabytes({}) + 20);
}

TEST(Segmenter, KeepsTheScoresOfAllClassesOnlyWhereAsked) {
  auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn(supports(support_of(disk_scene(100, 100, kRed, kBlue), "ball")));
  const auto picture = disk_scene(90, 70, kRed, kBlue).picture;
  const auto all = segmenter.segment(picture, prototypes);
  const auto means = segmenter.segment(picture, prototypes, KeptScores::kMeans);
  EXPECT_EQ(means.labels, all.labels);
  EXPECT_EQ(means.mean_scores, all.mean_scores);
  EXPECT_EQ(means.scores.maps(), 0);
  for (std::size_t label = 0; label < 2; ++label) {
    double sum = 0, pixels = 0;
    for (std::size_t i = 0; i < all.labels.size(); ++i) {
      if (all.labels.all()[i] != label) continue;
      sum += static_cast<double>(all.scores.map(static_cast<int64_t>(label))[i]);
      ++pixels;
    }
    EXPECT_NEAR(means.mean_scores[label], sum / pixels, 1e-6);
    EXPECT_DOUBLE_EQ(means.share(label), pixels / (90 * 70));
  }
}

TEST(Segmenter, TheMeanScoreOfALabelThatNoPixelHasIsZero) {
  auto segmenter = colour_segmenter();
  const auto prototypes =
      segmenter.learn(supports(support_of(disk_scene(100, 100, kRed, kBlue), "red"),
                               support_of(disk_scene(100, 100, kGreen, kBlue), "green")));
  const auto found = segmenter.segment(disk_scene(90, 70, kRed, kBlue).picture, prototypes);
  EXPECT_EQ(found.mean_scores[2], 0);
  EXPECT_GT(found.mean_scores[1], 0.5);
}

TEST(Segmenter, TakesLittleMemoryForManyClasses) {
  auto segmenter = colour_segmenter("colour", 200, {.fit = false, .adapt = false, .guide = true});
  std::vector<Support> many;
  for (int i = 0; i < 200; ++i)
    many.push_back(support_of(disk_scene(16, 16, {static_cast<uint8_t>(i), 40, 90}, kBlue),
                              std::to_string(i)));
  const auto prototypes = segmenter.learn(many);
  const auto picture = disk_scene(1500, 2000, kRed, kBlue).picture;
  const double megabytes =
      test::extra_megabytes([&] { segmenter.segment(picture, prototypes, KeptScores::kMeans); });
  EXPECT_LT(megabytes, 400) << "the scores of all classes would take 2400";
}

TEST(Segmenter, LabelsAPictureOfManyStripsAsIfItWereOne) {
  auto segmenter = colour_segmenter();
  const auto scene = disk_scene(2100, 1500, kRed, kBlue);
  const auto prototypes = segmenter.learn(supports(support_of(scene, "ball")));
  const auto features = segmenter.encode(segmenter.input_of(scene.picture));
  const auto expected = softmax(
      upsample_logits(cosine_logits(features, prototypes.vectors), scene.picture.dimensions()));
  const auto result = segmenter.segment(scene.picture, prototypes);
  for (std::size_t i = 0; i < expected.all().size(); ++i)
    ASSERT_NEAR(result.scores.all()[i], expected.all()[i], 1e-4) << i;
}

TEST(Segmenter, LearnsFromAStreamWhatItLearnsFromAList) {
  auto segmenter = colour_segmenter();
  const auto two = [] {
    return supports(support_of(disk_scene(99, 100, kRed, kBlue), "a"),
                    support_of(disk_scene(80, 60, kGreen, kBlue), "b"));
  };
  auto rest = two();
  std::size_t next = 0;
  const auto streamed = segmenter.learn([&]() -> std::optional<Support> {
    if (next == rest.size()) return std::nullopt;
    return std::move(rest[next++]);
  });
  EXPECT_EQ(streamed.vectors, segmenter.learn(two()).vectors);
}

TEST(Segmenter, SeesAPictureInItsOwnShapeOrAsASquare) {
  const auto wide = disk_scene(300, 400, kRed, kBlue).picture;
  const auto seen = [&](PictureShape shape) {
    return colour_segmenter("colour", 417, kPaperAlone, shape).input_of(wide);
  };
  EXPECT_EQ(seen(PictureShape::kOwn), network_input(wide, PictureSize{361, 481}));
  EXPECT_EQ(seen(PictureShape::kSquare), network_input(wide, 417));
  EXPECT_THAT(error_of([] { colour_segmenter().input_of({}); }), Tells("at least one pixel"));
}

// Each episode has features on several grids.
TEST(Segmenter, LearnsFromPicturesOfOneShapeAndSegmentsThoseOfAnother) {
  for (const auto shape : {PictureShape::kOwn, PictureShape::kSquare})
    for (const auto& refinement : {kPaperAlone, Refinement{}}) {
      auto segmenter = colour_segmenter("colour", 800, refinement, shape);
      const auto prototypes =
          segmenter.learn(supports(support_of(disk_scene(150, 450, kRed, kBlue), "ball"),
                                   support_of(disk_scene(400, 300, kRed, kBlue), "ball")));
      EXPECT_EQ(prototypes.shape, shape);
      for (const auto& [height, width] : {std::pair{240, 180}, {200, 400}, {180, 1200}}) {
        const auto query = disk_scene(height, width, kRed, kBlue);
        const auto labels = segmenter.segment(query.picture, prototypes).labels;
        EXPECT_GT(iou(where<uint8_t>(labels, 1), query.mask), 0.9)
            << text_of(shape) << ", " << text_of(refinement) << ": " << height << " x " << width;
      }
    }
}

TEST(Segmenter, LosesNotEvenASinglePixelOfALargePicture) {
  auto support = support_of(disk_scene(1000, 1000, kRed, kBlue), "dot");
  support.annotation.foreground = Mask(1000, 1000);
  support.annotation.foreground.at(501, 502) = 1;
  const auto prototypes = colour_segmenter().learn(supports(std::move(support)));
  const auto dot = prototypes.vectors.row(1);
  EXPECT_GT(std::hypot(dot[0], dot[1], dot[2]), 0.1);
}

// A server has one model and a segmenter for each thread.
TEST(Segmenter, EightAtOnceOverOneModelGiveWhatOneGives) {
  const auto model = std::make_shared<const Model>(test::colour_model());
  const auto scene = disk_scene(90, 120, kRed, kBlue);
  const auto segmented = [&] {
    work_alone();
    Segmenter segmenter(model, {.input_size = 96});
    const auto prototypes = segmenter.learn(supports(support_of(scene, "ball")));
    return segmenter.segment(scene.picture, prototypes).labels;
  };
  constexpr std::size_t kThreads = 8;
  std::vector<Labels> found(kThreads);
  {
    std::vector<std::jthread> threads;
    for (auto& labels : found) threads.emplace_back([&] { labels = segmented(); });
  }
  for (std::size_t i = 1; i < kThreads; ++i) EXPECT_EQ(found[i], found[0]) << i;
  EXPECT_GT(iou(where<uint8_t>(found[0], 1), scene.mask), 0.9);
}

TEST(Segmenter, NamesClassAndPictureOfAnAnnotationWithoutForeground) {
  auto support = support_of(disk_scene(50, 50, kRed, kBlue), "ball", "ball3.jpg");
  support.annotation.foreground = Mask(50, 50);
  EXPECT_THAT(error_of([&] { colour_segmenter().learn(supports(std::move(support))); }),
              Tells("ball3.jpg", "class 'ball'", "no foreground pixel"));
}

TEST(Segmenter, NamesClassAndPictureOfAnAnnotationWithoutBackground) {
  auto support = support_of(disk_scene(50, 50, kRed, kBlue), "ball", "ball3.jpg");
  support.annotation.background = Mask(50, 50);
  EXPECT_THAT(error_of([&] { colour_segmenter().learn(supports(std::move(support))); }),
              Tells("ball3.jpg", "class 'ball'", "no background pixel"));
}

TEST(Segmenter, TellsBothSizesOfAMaskThatDoesNotFit) {
  auto support = support_of(disk_scene(50, 60, kRed, kBlue), "ball", "ball3.jpg");
  support.annotation.foreground = Mask::filled({60, 50}, 1);
  EXPECT_THAT(error_of([&] { colour_segmenter().learn(supports(std::move(support))); }),
              Tells("ball3.jpg", "50 x 60", "60 x 50"));
}

// As most programs save masks.
TEST(Segmenter, TellsOfMasksWhoseOnesAre255) {
  const auto scene = disk_scene(50, 60, kRed, kBlue);
  auto support = support_of(scene, "ball", "ball3.jpg");
  for (uint8_t& pixel : support.annotation.foreground.all()) pixel = pixel == 0 ? 0 : 255;
  auto segmenter = colour_segmenter();
  EXPECT_THAT(error_of([&] { segmenter.learn(supports(std::move(support))); }),
              Tells("ball3.jpg", "class 'ball'", "foreground mask", "255"));
  const auto prototypes = balls(segmenter);
  const auto features = segmenter.encode(segmenter.input_of(scene.picture));
  const auto strokes = [] {
    return Annotation{.foreground = Mask(50, 60), .background = Mask::filled({50, 60}, 255)};
  };
  EXPECT_THAT(
      error_of([&] { segmenter.completed(features, prototypes, 0, strokes(), scene.picture); }),
      Tells("strokes over the background", "255"));
  Corrections corrections;
  for (int i = 0; i < 2; ++i) corrections.strokes.push_back(strokes());
  EXPECT_THAT(error_of([&] {
                segmenter.segment_features(features, prototypes, scene.picture, KeptScores::kMeans,
                                           corrections);
              }),
              Tells("corrections", "255"));
}

TEST(Segmenter, LearnsNoClassWhoseNameNoFileCanHave) {
  const auto scene = disk_scene(16, 16, kRed, kBlue);
  for (const auto* name : {"", "a/b", "tab\t"})
    EXPECT_THAT(error_of([&] { colour_segmenter().learn(supports(support_of(scene, name))); }),
                Tells("a class name is"))
        << name;
}

TEST(Segmenter, NeedsSomethingToLearnFrom) {
  EXPECT_THAT(error_of([] { colour_segmenter().learn(std::vector<Support>{}); }),
              Tells("no annotated picture"));
}

TEST(Segmenter, LearnsAtMost254ClassesAtOnce) {
  const auto scene = disk_scene(16, 16, kRed, kBlue);
  std::vector<Support> many;
  for (int i = 0; i < 255; ++i) many.push_back(support_of(scene, "class" + std::to_string(i)));
  EXPECT_THAT(error_of([&] { colour_segmenter().learn(many); }),
              Tells("class254", "more than 254 classes"));
}

TEST(Segmenter, RefusesPrototypesOfAnotherEncoder) {
  const auto scene = disk_scene(16, 16, kRed, kBlue);
  const auto prototypes = colour_segmenter("one").learn(supports(support_of(scene, "ball")));
  EXPECT_THAT(error_of([&] { colour_segmenter("another").segment(scene.picture, prototypes); }),
              Tells("one", "another"));
}

// As a stranger's file may have them: their fingerprint says that they fit.
TEST(Segmenter, RefusesPrototypesOfAnotherWidth) {
  auto segmenter = colour_segmenter();
  const auto scene = disk_scene(60, 80, kRed, kBlue);
  auto prototypes = balls(segmenter);
  const auto features = segmenter.encode(segmenter.input_of(scene.picture));
  const auto width = prototypes.vectors.width();
  prototypes.vectors = Map<float>::filled({3, width + 1}, 0.5F);
  const auto refuses = [](const auto& call, const auto&... words) {
    EXPECT_THAT(error_of(call), Tells(words...));
  };
  const auto numbers = std::to_string(width + 1) + " numbers";
  refuses([&] { segmenter.segment(scene.picture, prototypes); }, numbers);
  refuses([&] { segmenter.segment_features(features, prototypes, scene.picture); }, numbers);
  refuses([&] { segmenter.label_features(features, prototypes, scene.picture); }, numbers);
  refuses([&] { segmenter.presences(features, prototypes); }, numbers);
  prototypes.vectors = balls(segmenter).vectors;
  prototypes.fitted = Map<float>::filled({3, width + 1}, 0.5F);
  refuses([&] { segmenter.segment(scene.picture, prototypes); }, "do not belong together");
}

TEST(Segmenter, RefusesWhatIsNotOfItsClassesOrItsPicture) {
  auto segmenter = colour_segmenter();
  const auto scene = disk_scene(60, 80, kRed, kBlue);
  const auto prototypes = balls(segmenter);
  const auto features = segmenter.encode(segmenter.input_of(scene.picture));
  const auto corrected = [&](const Corrections& corrections) {
    return error_of([&] {
      segmenter.segment_features(features, prototypes, scene.picture, KeptScores::kMeans,
                                 corrections);
    });
  };
  EXPECT_THAT(corrected({.thresholds = {1}, .strokes = {}}), Tells("corrections", "there are 2"));
  EXPECT_THAT(corrected({.thresholds = {}, .strokes = std::vector<Annotation>(3)}),
              Tells("corrections", "there are 2"));
  EXPECT_THAT(error_of([&] { segmenter.completed(features, prototypes, 2, {}, scene.picture); }),
              Tells("class 2 of 2"));
  EXPECT_NE(error_of([&] { segmenter.label_features(features, prototypes, PictureView()); }), "");
}

TEST(Segmenter, CompletesNoStrokesToWhatItFinds) {
  auto segmenter = colour_segmenter();
  const auto scene = disk_scene(60, 80, kRed, kBlue);
  const auto prototypes = balls(segmenter);
  const auto features = segmenter.encode(segmenter.input_of(scene.picture));
  const auto sure = segmenter.completed(features, prototypes, 0, {}, scene.picture);
  EXPECT_EQ(sure.foreground.dimensions(), scene.mask.dimensions());
  const Annotation nothing = {.foreground = Mask(60, 80), .background = Mask(60, 80)};
  const auto same = segmenter.completed(features, prototypes, 0, nothing, scene.picture);
  EXPECT_EQ(sure.foreground, same.foreground);
  EXPECT_EQ(sure.background, same.background);
}

TEST(Segmenter, LabelsAloneAreThoseOfTheSegmentation) {
  const auto scene = disk_scene(160, 160, kRed, kBlue);
  for (const double below : {0.0, 0.7, 1.0}) {
    Segmenter segmenter(std::make_shared<const Model>(test::colour_model()),
                        {.input_size = 200, .refinement = kPaperAlone, .absent_below = below});
    const auto prototypes = balls(segmenter);
    const auto features = segmenter.encode(segmenter.input_of(scene.picture));
    EXPECT_EQ(segmenter.label_features(features, prototypes, scene.picture),
              segmenter.segment_features(features, prototypes, scene.picture).labels)
        << below;
  }
}

TEST(Segmenter, RefusesAnInputTooSmallForAFeature) {
  EXPECT_THAT(error_of([] { colour_segmenter("colour", 7); }), Tells("input size 7", "from 8"));
}

TEST(Segmenter, RefusesOptionsOutOfTheirRange) {
  const auto refusal = [](const SegmenterOptions& options) {
    return error_of(
        [&] { Segmenter(std::make_shared<const Model>(test::colour_model()), options); });
  };
  EXPECT_THAT(refusal({.input_size = 5000}), Tells("input size 5000"));
  EXPECT_THAT(refusal({.input_size = -8}), Tells("input size -8"));
  EXPECT_THAT(refusal({.absent_below = 1.5}), Tells("absent_below is 1.5"));
  EXPECT_THAT(refusal({.absent_below = std::nan("")}), Tells("absent_below is nan"));
  EXPECT_THAT(refusal({.tiles = 1}), Tells("tiles is 1"));
  EXPECT_THAT(refusal({.tiles = 65}), Tells("tiles is 65"));
}

TEST(Segmentation, HasNoShareOfALabelThatThereIsNot) {
  auto segmenter = colour_segmenter();
  const auto found = segmenter.segment(disk_scene(60, 80, kRed, kBlue).picture, balls(segmenter));
  EXPECT_THAT(error_of([&] { found.share(3); }), Tells("label 3", "there are 3"));
}

}  // namespace
}  // namespace panet
