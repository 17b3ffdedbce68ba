#include "segment/coco_results.h"

#include <nlohmann/json.hpp>

#include "base/own_file.h"
#include "image/mask.h"
#include "image/rle.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "panet/segment/segment_job.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::disk_scene;
using test::kBlue;
using test::kGreen;
using test::kRed;

// Three pictures segmented: a red disk, a green one, and plain ground.
struct CocoResults : testing::Test {
  CocoResults() {
    add("red", disk_scene(40, 60, kRed, kBlue));
    add("green", disk_scene(50, 50, kGreen, kBlue));
    add("none", disk_scene(30, 30, kBlue, kBlue));
    SegmentJob job;
    job.pictures = pictures;
    job.output = {.folder = folder / "out", .overlay = false, .scores = false};
    segment_pictures(segmenter, prototypes, job);
  }

  void add(const std::string& name, const test::Scene& scene) {
    pictures.push_back({.path = folder / (name + ".png"), .name = name});
    encode_picture(pictures.back().path, scene.picture);
    fs::last_write_time(pictures.back().path,
                        fs::file_time_type::clock::now() - std::chrono::hours(1));
  }

  PictureOutput output() const {
    return {{.folder = folder / "out", .overlay = false, .scores = false},
            prototypes,
            job_fingerprint(prototypes, segmenter.options())};
  }

  test::TemporaryFolder folder;
  std::vector<ListedPicture> pictures;
  Segmenter segmenter = test::colour_segmenter();
  Prototypes prototypes = segmenter.learn(
      test::supports(support_of(disk_scene(200, 300, kRed, kBlue), "red ball"),
                     support_of(disk_scene(200, 300, kGreen, kBlue), "green ball")));
};

TEST_F(CocoResults, HoldEveryMaskAsRle) {
  ASSERT_EQ(write_coco_results(folder / "coco.json", pictures, output(), pictures.size()), 0u);
  const auto coco = nlohmann::json::parse(test::read_file(folder / "coco.json"));
  EXPECT_EQ(coco["images"].size(), 3u);
  EXPECT_EQ(coco["images"][1],
            nlohmann::json({{"id", 2}, {"file_name", "green.png"}, {"height", 50}, {"width", 50}}));
  EXPECT_EQ(coco["categories"][1], nlohmann::json({{"id", 2}, {"name", "green ball"}}));

  ASSERT_EQ(coco["annotations"].size(), 2u) << "none for plain ground";
  const auto& annotation = coco["annotations"][1];
  EXPECT_EQ(annotation["id"], 2);
  EXPECT_EQ(annotation["image_id"], 2);
  EXPECT_EQ(annotation["category_id"], 2);
  EXPECT_EQ(annotation["segmentation"]["size"], nlohmann::json({50, 50}));
  const auto mask = decode_rle(decompress_rle(annotation["segmentation"]["counts"], 50, 50));
  EXPECT_TRUE(mask == where<uint8_t>(read_png(folder / "out/green.png").labels, 2));
  EXPECT_EQ(annotation["area"], count(mask));
  EXPECT_EQ(annotation["score"], output().whole(pictures[1])->classes[1].presence);
  EXPECT_GT(annotation["mask_score"].get<double>(), 0.5);
  const auto [x, y, width, height] = rle_box(encode_rle(mask));
  EXPECT_EQ(annotation["bbox"], nlohmann::json({x, y, width, height}));
  EXPECT_NEAR(static_cast<double>(width), 2 * 0.3 * 50, 8) << "the disk's own diameter";
}

// Two red disks, one much larger than the other, beside a picture with one.
struct CocoPieces : CocoResults {
  CocoPieces() {
    pictures.resize(1);
    auto scene = disk_scene(200, 300, kRed, kBlue, 0.3, 0.5, 0.25);
    fill_where(scene.picture, disk_scene(200, 300, kRed, kBlue, 0.85, 0.5, 0.08).mask, kRed);
    add("two", scene);
  }

  nlohmann::json annotations(const LeastPiece& least) {
    const OutputOptions options = {
        .folder = folder / "pieces", .overlay = false, .scores = false, .pieces = least};
    SegmentJob job;
    job.pictures = pictures;
    job.output = options;
    segment_pictures(segmenter, prototypes, job);
    const PictureOutput output(options, prototypes,
                               job_fingerprint(prototypes, segmenter.options(), least));
    EXPECT_EQ(write_coco_results(folder / "pieces.json", pictures, output, pictures.size()), 0u);
    return nlohmann::json::parse(test::read_file(folder / "pieces.json"))["annotations"];
  }

  Mask mask_of(const nlohmann::json& annotation) const {
    const auto& segmentation = annotation["segmentation"];
    return decode_rle(
        decompress_rle(segmentation["counts"], segmentation["size"][0], segmentation["size"][1]));
  }

  Mask red() const { return where<uint8_t>(read_png(folder / "pieces/two.png").labels, 1); }
};

TEST_F(CocoPieces, AreInstancesOfTheirOwn) {
  const auto all = annotations({.size = 100});
  ASSERT_EQ(all.size(), 3u) << "one in the first picture, two in the second";
  const auto &large = all[1], &small = all[2];
  for (const auto& annotation : {large, small}) {
    const auto mask = mask_of(annotation);
    EXPECT_EQ(annotation["image_id"], 2);
    EXPECT_EQ(annotation["category_id"], 1);
    EXPECT_EQ(annotation["area"], count(mask));
    EXPECT_EQ(annotation["bbox"], nlohmann::json(rle_box(encode_rle(mask))));
    EXPECT_EQ(annotation["iscrowd"], 0);
    EXPECT_GT(annotation["score"].get<double>(), 0.5);
  }
  EXPECT_LT(large["bbox"][0], 60);
  EXPECT_GT(small["bbox"][0], 200);
  EXPECT_TRUE((mask_of(large) | mask_of(small)) == red());
}

TEST_F(CocoPieces, ThatAreTooSmallAreACrowdTogether) {
  const auto all = annotations({.size = 0.05});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1]["iscrowd"], 0);
  EXPECT_EQ(all[2]["iscrowd"], 1);
  EXPECT_GT(all[2]["score"].get<double>(), 0.5);
  EXPECT_TRUE((mask_of(all[1]) | mask_of(all[2])) == red()) << "nothing that was found is missing";
}

TEST_F(CocoResults, CarryTheMarkFirst) {
  write_coco_results(folder / "coco.json", pictures, output(), pictures.size());
  EXPECT_TRUE(test::read_file(folder / "coco.json").starts_with("{\"panet\":{\"version\":\""));
  EXPECT_TRUE(is_own_file(folder / "coco.json"));
}

TEST_F(CocoResults, LeaveOutPicturesWhoseLabelsAreDamaged) {
  const auto file = folder / "out/red.png";
  const auto bytes = test::read_file(file);
  test::write_file(file, bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(write_coco_results(folder / "coco.json", pictures, output(), pictures.size()), 1u);
}

TEST_F(CocoResults, NameFilesThatAreNotUtf8SoThatTheyCanBeFound) {
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  fs::rename(folder / "red.png", folder / "caf\xe9.png");
  fs::rename(folder / "out/red.png", folder / "out/caf\xe9.png");
  pictures[0] = {.path = folder / "caf\xe9.png", .name = "caf\xe9"};
  write_coco_results(folder / "coco.json", pictures, output(), pictures.size());
  const auto coco = nlohmann::json::parse(test::read_file(folder / "coco.json"));
  EXPECT_EQ(coco["images"][0]["file_name"], "caf%E9.png");
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes[0], test::Tells("caf\xe9.png: ", "caf%E9.png"));
}

TEST_F(CocoResults, LeaveOutPicturesThatFailed) {
  fs::remove(folder / "out/red.png");
  EXPECT_EQ(write_coco_results(folder / "coco.json", pictures, output(), pictures.size()), 1u);
  const auto coco = nlohmann::json::parse(test::read_file(folder / "coco.json"));
  EXPECT_EQ(coco["images"].size(), 2u);
  EXPECT_EQ(coco["images"][0]["id"], 2) << "ids do not depend on what failed";
}

TEST_F(CocoResults, AreNotWrittenBeforeTheLastShardWhereThatIsAsked) {
  fs::remove(folder / "out/red.png");
  EXPECT_EQ(write_coco_results(folder / "coco.json", pictures, output(), 0), 1u);
  EXPECT_FALSE(fs::exists(folder / "coco.json"));
}

}  // namespace
}  // namespace panet
