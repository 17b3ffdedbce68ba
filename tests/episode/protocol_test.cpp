#include "episode/protocol.h"

#include "panet/dataset/open_dataset.h"
#include "support.h"
#include "voc_tree.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

// 64 x 64 pixels, the first of them of a class.
test::Drawing covered(std::size_t pixels) {
  test::Drawing drawing(64, std::string(64, '0'));
  for (std::size_t i = 0; i < pixels; ++i) drawing[i / 64][i % 64] = '3';
  return drawing;
}

TEST(Protocol, OfPfenetCountsAPictureOnlyWhereTheClassCovers2048Pixels) {
  const test::TemporaryFolder folder;
  const test::VocTree voc = {folder.path()};
  voc.add("just", covered(2048));
  voc.add("almost", covered(2047));
  voc.list("val", {"almost", "just"});
  const auto pictures_by = [&](const std::string& protocol) {
    const DatasetOptions options = {.least_area = parse_protocol(protocol).least_area};
    return open_dataset(DatasetKind::kVoc, folder.path(), options).dataset->class_of(3).pictures;
  };
  EXPECT_THAT(pictures_by("panet"), testing::ElementsAre(0, 1));
  EXPECT_THAT(pictures_by("pfenet"), testing::ElementsAre(1));
}

TEST(Protocol, TellsWhereAnEpisodeBegins) {
  EXPECT_EQ(parse_protocol("panet").draw, EpisodeDraw::kClassesFirst);
  EXPECT_EQ(parse_protocol("pfenet").draw, EpisodeDraw::kQueryFirst);
}

TEST(Protocol, IsOneOfTwoWords) {
  EXPECT_THAT(error_of([] { parse_protocol("PFENet"); }), Tells("'PFENet'", "panet and pfenet"));
}

}  // namespace
}  // namespace panet
