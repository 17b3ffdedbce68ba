#include "panet/segment/refinement.h"

#include "image/mask.h"
#include "panet/segment/segmenter.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

using test::colour_segmenter;
using test::disk_scene;
using test::iou;
using test::kBlue;
using test::kRed;
using test::Scene;
using test::support_of;
using test::supports;

TEST(Refinement, IsWrittenAsItIsRead) {
  for (const auto* text :
       {"none", "fit", "adapt", "guide", "fit,guide", "adapt,guide", "fit,adapt,guide"})
    EXPECT_EQ(text_of(parse_refinement(text)), text);
  EXPECT_EQ(text_of(Refinement{}), "fit,adapt,guide");
  EXPECT_EQ(text_of(parse_refinement("guide,fit")), "fit,guide");
  EXPECT_EQ(parse_refinement("none"), kPaperAlone);
  for (const auto* text : {"", "all", "adapt,", "none,guide"})
    EXPECT_THAT(test::error_of([&] { parse_refinement(text); }), test::Tells("fit,adapt,guide"))
        << text;
}

TEST(Refinement, MakesMasksFollowTheEdges) {
  const auto support = supports(support_of(disk_scene(100, 100, kRed, kBlue), "ball"));
  const auto query = disk_scene(240, 180, kRed, kBlue, 0.3, 0.6, 0.2);
  const auto found = [&](const Refinement& refinement) {
    auto segmenter = colour_segmenter("colour", 120, refinement);
    const auto labels = segmenter.segment(query.picture, segmenter.learn(support)).labels;
    return iou(where<uint8_t>(labels, 1), query.mask);
  };
  EXPECT_GT(found({.fit = false, .adapt = false, .guide = true}), found(kPaperAlone));
  EXPECT_GT(found({}), 0.97);
}

// The light of the query is another one: what was learned of the background fits neither ball nor
// ground well.
TEST(Refinement, AdaptsToAPictureInAnotherLight) {
  const auto support =
      supports(support_of(disk_scene(100, 100, {200, 60, 60}, {60, 60, 200}), "ball"));
  const auto query = disk_scene(200, 200, {220, 40, 90}, {150, 50, 150});
  const auto found = [&](const Refinement& refinement) {
    auto segmenter = colour_segmenter("colour", 200, refinement);
    const auto labels = segmenter.segment(query.picture, segmenter.learn(support)).labels;
    return iou(where<uint8_t>(labels, 1), query.mask);
  };
  EXPECT_GT(found({.fit = false, .adapt = true, .guide = false}), found(kPaperAlone) + 0.05);
}

// A part of the ground is nearly as red as the ball, which the mean of the ground does not tell.
Scene ball_beside_a_brick() {
  auto scene = disk_scene(160, 160, {200, 80, 80}, {60, 60, 200}, 0.3, 0.5, 0.2);
  for (int64_t y = 111; y < 160; ++y)
    for (int64_t x = 96; x < 160; ++x) scene.picture.at(y, x) = {220, 140, 110};
  return scene;
}

TEST(Refinement, FitsPrototypesToTheAnnotatedPictures) {
  const auto scene = ball_beside_a_brick();
  std::vector<Support> many;
  for (int i = 0; i < 20; ++i) many.push_back(support_of(scene, "ball"));
  const auto found = [&](const Refinement& refinement) {
    auto segmenter = colour_segmenter("colour", 160, refinement);
    const auto prototypes = segmenter.learn(many);
    EXPECT_EQ(prototypes.fitted.empty(), !refinement.fit);
    return iou(where<uint8_t>(segmenter.segment(scene.picture, prototypes).labels, 1), scene.mask);
  };
  EXPECT_GT(found({.fit = true, .adapt = false, .guide = false}), found(kPaperAlone) + 0.2);
}

TEST(Refinement, DoesNotFitToASinglePicture) {
  const auto prototypes = colour_segmenter("colour", 160, Refinement{})
                              .learn(supports(support_of(ball_beside_a_brick(), "ball")));
  EXPECT_TRUE(prototypes.fitted.empty());
}

TEST(Refinement, WithoutFitTakesTheMeansOfPrototypesThatHaveBoth) {
  const auto ball = disk_scene(100, 100, kRed, kBlue);
  const auto both = colour_segmenter("colour", 100, Refinement{})
                        .learn(supports(support_of(ball, "ball"), support_of(ball, "ball")));
  const auto means = colour_segmenter("colour", 100)
                         .learn(supports(support_of(ball, "ball"), support_of(ball, "ball")));
  ASSERT_FALSE(both.fitted.empty());
  EXPECT_EQ(both.vectors, means.vectors);
  EXPECT_EQ(colour_segmenter("colour", 100).segment(ball.picture, both).scores.copy(1),
            colour_segmenter("colour", 100).segment(ball.picture, means).scores.copy(1));
}

}  // namespace
}  // namespace panet
