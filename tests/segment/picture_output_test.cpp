#include "segment/picture_output.h"

#include "base/own_file.h"
#include "image/mask.h"
#include "maps.h"
#include "panet/image/decode.h"
#include "panet/image/encode.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::disk_scene;
using test::error_of;
using test::kBlue;
using test::kRed;
using test::labels_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

// A picture on disk, segmented.
struct PictureOutputs : testing::Test {
  PictureOutputs() {
    encode_picture(picture.path, scene.picture);
    fs::last_write_time(picture.path, fs::file_time_type::clock::now() - std::chrono::hours(1));
  }

  PictureOutput output(const std::string& job = "job", bool scores = true) const {
    return {{.folder = folder / "out", .overlay = true, .scores = scores}, prototypes, job};
  }
  void write(const PictureOutput& to, const ListedPicture& listed) const {
    to.write(listed, segmentation, to.encoded(listed, scene.picture.copy(), segmentation, record));
  }
  void write() const { write(output(), picture); }

  TemporaryFolder folder;
  test::Scene scene = disk_scene(60, 80, kRed, kBlue);
  ListedPicture picture = {.path = folder / "ball.jpg", .name = "below/ball"};
  Segmenter segmenter = test::colour_segmenter();
  Prototypes prototypes = segmenter.learn(test::supports(support_of(scene, "ball")));
  Segmentation segmentation = segmenter.segment(scene.picture, prototypes);
  PictureRecord record = record_of(segmentation, prototypes);
};

TEST_F(PictureOutputs, ARecordHoldsShareAndMeanScoreOfEachClass) {
  const auto ball = where<uint8_t>(segmentation.labels, 1);
  EXPECT_EQ(record.size.height, 60);
  EXPECT_EQ(record.size.width, 80);
  ASSERT_EQ(record.classes.size(), 1u);
  EXPECT_EQ(record.classes[0].name, "ball");
  const auto pixels = static_cast<double>(count(ball));
  EXPECT_NEAR(record.classes[0].share, pixels / (60 * 80), 1e-6);
  double sum = 0;
  for (std::size_t i = 0; i < ball.size(); ++i)
    if (ball.all()[i] == 1) sum += static_cast<double>(segmentation.scores.map(1)[i]);
  EXPECT_NEAR(record.classes[0].score, sum / pixels, 1e-5);
}

TEST_F(PictureOutputs, ARecordOfPiecesAndTilesIsReadAsItWasWritten) {
  record.tiles = 12;
  record.classes[0].pieces = {0.75, 0.5};
  record.classes[0].rest = 0.25;
  write();
  const auto read = output().whole(picture);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->tiles, 12);
  EXPECT_THAT(read->classes[0].pieces, testing::ElementsAre(0.75, 0.5));
  EXPECT_EQ(read->classes[0].rest, 0.25);
}

TEST_F(PictureOutputs, ARecordIsReadWhateverJobWroteIt) {
  write();
  const auto read = record_of_any_job(read_png_text(output().label_file(picture)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size, record.size);
  EXPECT_EQ(read->classes.at(0).name, "ball");
  EXPECT_NEAR(read->classes[0].presence, record.classes[0].presence, 1e-6);
  EXPECT_FALSE(record_of_any_job({{"panet", "{\"job\": 5}"}}));
  EXPECT_FALSE(record_of_any_job({}));
}

TEST_F(PictureOutputs, LabelsOverlayAndScoresLieBelowTheOutputFolder) {
  write();
  EXPECT_EQ(read_png(folder / "out/below/ball.png").labels, segmentation.labels);
  EXPECT_EQ(decode_picture(folder / "out/below/ball.overlay.jpg").dimensions(),
            scene.picture.dimensions());
  const auto scores = read_png(folder / "out/below/ball.ball.score.png");
  EXPECT_EQ(scores.labels.dimensions(), segmentation.labels.dimensions());
}

TEST_F(PictureOutputs, AreTheSameWhenEncodedFirstAndWrittenLater) {
  write();
  const auto in_one = read_file(folder / "out/below/ball.overlay.jpg"),
             labels_in_one = read_file(folder / "out/below/ball.png");
  fs::remove_all(folder / "out");
  const auto encoded = output().encoded(picture, scene.picture.copy(), segmentation, record);
  EXPECT_FALSE(fs::exists(folder / "out"));
  output().write(picture, segmentation, encoded);
  EXPECT_EQ(read_file(folder / "out/below/ball.overlay.jpg"), in_one);
  EXPECT_EQ(read_file(folder / "out/below/ball.png"), labels_in_one);
}

TEST_F(PictureOutputs, TheLabelFileHasTheColoursOfTheClasses) {
  write();
  const auto png = read_png(folder / "out/below/ball.png");
  EXPECT_TRUE(png.has_palette);
  const auto colour = prototypes.class_colours[0];
  EXPECT_EQ(png.colours.at(30, 40), (Rgba{colour[0], colour[1], colour[2], 255}));
}

TEST_F(PictureOutputs, AreWholeOnceAllOfThemAreThere) {
  EXPECT_FALSE(output().whole(picture));
  write();
  const auto whole = output().whole(picture);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->size.width, 80);
  EXPECT_NEAR(whole->classes.at(0).share, record.classes[0].share, 1e-6);
}

TEST_F(PictureOutputs, AreNotWholeWithoutOneOfThem) {
  for (const auto* name : {"ball.overlay.jpg", "ball.ball.score.png", "ball.png"}) {
    write();
    fs::remove(folder / "out/below" / name);
    EXPECT_FALSE(output().whole(picture)) << name;
  }
}

TEST_F(PictureOutputs, AreNotWholeWithOneOfThemDamaged) {
  const auto files = {"ball.overlay.jpg", "ball.ball.score.png", "ball.png"};
  for (const std::string name : files) {
    write();
    ASSERT_TRUE(output().whole(picture));
    const auto file = folder / "out/below" / name;
    const auto bytes = read_file(file);
    for (const auto& damaged : {std::string(), bytes.substr(0, bytes.size() / 2),
                                bytes.substr(0, bytes.size() - 1), std::string(bytes.size(), 0)}) {
      write_file(file, damaged);
      EXPECT_FALSE(output().whole(picture)) << name << ", " << damaged.size() << " bytes";
    }
    fs::remove(file);
  }
}

TEST_F(PictureOutputs, AreNotWholeWithLabelsThatCannotBeRead) {
  write();
  const auto file = folder / "out/below/ball.png";
  auto bytes = read_file(file);
  bytes[bytes.size() - 20] ^= 1;  // among the pixels
  write_file(file, bytes);
  EXPECT_FALSE(output().whole(picture));
  EXPECT_THAT(error_of([&] { output().labels(picture); }), Tells("ball.png"));
}

TEST_F(PictureOutputs, AreNotWholeWithLabelsOfAnotherSize) {
  write();
  const auto text = read_png_text(folder / "out/below/ball.png");
  write_index_png(folder / "out/below/ball.png", Labels(20, 80), voc_palette(), text);
  EXPECT_FALSE(output().whole(picture));
  EXPECT_THAT(error_of([&] { output().labels(picture); }), Tells("ball.png", "resume"));
}

TEST_F(PictureOutputs, HaveTheMarkOfPanet) {
  write();
  for (const std::string name : {"ball.overlay.jpg", "ball.ball.score.png", "ball.png"})
    EXPECT_TRUE(is_own_file(folder / "out/below" / name)) << name;
  fs::remove(folder / "out/below/ball.png");
  EXPECT_TRUE(is_own_file(folder / "out/below/ball.overlay.jpg")) << "without its mask, too";
}

TEST_F(PictureOutputs, NeverTakeThePlaceOfWhatPanetDidNotWrite) {
  for (const std::string name : {"ball.overlay.jpg", "ball.ball.score.png", "ball.png"}) {
    const auto file = folder / "out/below" / name;
    write_file(file, "a drawing");
    EXPECT_THAT(error_of([&] { write(); }), Tells(name, "panet did not write"));
    EXPECT_EQ(read_file(file), "a drawing");
    fs::remove(file);
  }
  EXPECT_TRUE(fs::is_empty(folder / "out/below"));
}

TEST_F(PictureOutputs, NeverTakeThePlaceOfThePicture) {
  const ListedPicture named = {.path = folder / "ball.png", .name = "ball"};
  encode_picture(named.path, scene.picture);
  const PictureOutput output = {{.folder = folder.path(), .overwrite = true}, prototypes, "job"};
  EXPECT_THAT(error_of([&] { write(output, named); }), Tells("ball.png", "that is read"));
  EXPECT_FALSE(fs::exists(folder / "ball.overlay.jpg"));
}

TEST_F(PictureOutputs, OfAnotherJobAreNotThisOnes) {
  write();
  EXPECT_FALSE(output("another job").whole(picture));
}

// Written by two jobs, of which the later one wrote labels alone.
TEST_F(PictureOutputs, BesideLabelsOfAnotherJobAreNotThatJobs) {
  write();
  const PictureOutput labels_alone({.folder = folder / "out", .overlay = false}, prototypes,
                                   "another job");
  write(labels_alone, picture);
  EXPECT_TRUE(labels_alone.whole(picture));
  EXPECT_FALSE(output("another job").whole(picture)) << "overlay and scores are the first job's";
  EXPECT_FALSE(output("another job", /*scores=*/false).whole(picture));
}

TEST_F(PictureOutputs, OlderThanThePictureAreNotItsOwn) {
  write();
  fs::last_write_time(folder / "out/below/ball.png",
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  EXPECT_FALSE(output().whole(picture));
}

// A camera's clock, or another machine's.
TEST_F(PictureOutputs, OfAPictureOfATimeToComeAreWhole) {
  write();
  fs::last_write_time(picture.path, fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_TRUE(output().whole(picture));
}

TEST_F(PictureOutputs, SomebodyElsesFileOfThatNameIsNotWhole) {
  write();
  write_index_png(folder / "out/below/ball.png", labels_of(scene.mask), voc_palette());
  EXPECT_FALSE(output().whole(picture));
  test::write_file(folder / "out/below/ball.png", "not a PNG");
  EXPECT_FALSE(output().whole(picture));
}

TEST_F(PictureOutputs, TheFingerprintOfAJobChangesWithWhatItDependsOn) {
  const auto original = job_fingerprint(prototypes, segmenter.options());
  EXPECT_EQ(job_fingerprint(prototypes, segmenter.options()), original);
  auto options = segmenter.options();
  options.input_size = 300;
  EXPECT_NE(job_fingerprint(prototypes, options), original);
  options = segmenter.options();
  options.compute.precision = Precision::kBFloat16;
  EXPECT_NE(job_fingerprint(prototypes, options), original);
  options = segmenter.options();
  options.refinement = {};
  EXPECT_NE(job_fingerprint(prototypes, options), original);
  options = segmenter.options();
  options.shape = PictureShape::kOwn;
  EXPECT_NE(job_fingerprint(prototypes, options), original);
  options = segmenter.options();
  options.tiles = 3;
  EXPECT_NE(job_fingerprint(prototypes, options), original);
  EXPECT_NE(job_fingerprint(prototypes, segmenter.options(), LeastPiece{}), original);
  EXPECT_NE(job_fingerprint(prototypes, segmenter.options(), LeastPiece{}),
            job_fingerprint(prototypes, segmenter.options(), LeastPiece{.size = 500}));
  auto moved = prototypes.copy();
  moved.vectors.at(0, 0) += 1;
  EXPECT_NE(job_fingerprint(moved, segmenter.options()), original);
  auto renamed = prototypes.copy();
  renamed.class_names = {"bowl"};
  EXPECT_NE(job_fingerprint(renamed, segmenter.options()), original);
  auto better_known = prototypes.copy();
  better_known.class_shots = {5};
  EXPECT_NE(job_fingerprint(better_known, segmenter.options()), original);
}

}  // namespace
}  // namespace panet
