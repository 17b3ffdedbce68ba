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
using test::support_of;
using test::supports;

TEST(Refinement, IsWrittenAsItIsRead) {
  for (const auto* text : {"none", "adapt", "guide", "adapt,guide"})
    EXPECT_EQ(text_of(parse_refinement(text)), text);
  EXPECT_EQ(text_of(Refinement{}), "adapt,guide");
  EXPECT_EQ(parse_refinement("none"), kPaperAlone);
  for (const auto* text : {"", "all", "adapt,", "none,guide"})
    EXPECT_THAT(test::error_of([&] { parse_refinement(text); }), test::Tells("adapt,guide"))
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
  EXPECT_GT(found({.adapt = false, .guide = true}), found(kPaperAlone));
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
  EXPECT_GT(found({.adapt = true, .guide = false}), found(kPaperAlone) + 0.05);
}

}  // namespace
}  // namespace panet
