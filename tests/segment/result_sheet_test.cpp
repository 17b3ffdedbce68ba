#include "segment/result_sheet.h"

#include "panet/image/contact_sheet.h"
#include "panet/image/encode.h"
#include "panet/segment/segment_job.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

TEST(ResultSheet, HasARowOfAnnotatedPicturesAndRowsOfOverlays) {
  const test::TemporaryFolder folder;
  const auto scene = test::disk_scene(60, 80, test::kRed, test::kBlue);
  fs::create_directories(folder / "support/ball");
  encode_picture(folder / "support/ball/b1.jpg", scene.picture);
  write_index_png(folder / "support/ball/b1.png", test::labels_of(scene.mask), voc_palette());

  auto segmenter = test::colour_segmenter();
  const auto prototypes = segmenter.learn(test::supports(support_of(scene, "ball")));
  SegmentJob job;
  job.output = {.folder = folder / "out", .overlay = true, .scores = false};
  for (int i = 0; i < 8; ++i)
    job.pictures.push_back({.path = folder / "support/ball/b1.jpg", .name = std::to_string(i)});
  segment_pictures(segmenter, prototypes, job);
  fs::remove(folder / "out/7.overlay.jpg");  // seven results: two rows

  const PictureOutput output(job.output, prototypes,
                             job_fingerprint(prototypes, segmenter.options()));
  const auto classes = read_support_folder(folder / "support");
  const auto sheet = result_sheet(classes, {}, job.pictures, output);
  std::vector<std::vector<Tile>> rows(3);
  rows[1].resize(6);
  rows[0].resize(1);
  rows[2].resize(1);
  EXPECT_EQ(sheet.dimensions(), contact_sheet(rows).dimensions());
  EXPECT_TRUE(std::ranges::any_of(sheet.all(), [](const Colour& c) { return c[0] > c[2] + 100; }))
      << "the red of the ball is somewhere on it";
}

}  // namespace
}  // namespace panet
