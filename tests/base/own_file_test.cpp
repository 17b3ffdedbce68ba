#include "base/own_file.h"

#include "image/own_picture.h"
#include "image/png.h"
#include "panet/base/random_stream.h"
#include "panet/episode/episode_file.h"
#include "panet/image/encode.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using test::write_file;

Picture noise() {
  RandomStream random(7, 0);
  const auto level = [&] { return static_cast<uint8_t>(random.below(256)); };
  Picture picture(20, 30);
  for (Colour& colour : picture.all()) colour = {level(), level(), level()};
  return picture;
}

const Labels kLabels(20, 30);
const Map<float> kScores = Map<float>::filled({4, 4}, 0.7F);

// Of a file without a byte of data.
std::string safetensors(const std::string& header) {
  std::string length(8, '\0');
  length[0] = static_cast<char>(header.size());
  return length + header;
}

struct OwnFile : testing::Test {
  bool is_own(const std::string& name) const { return is_own_file(folder / name); }
  TemporaryFolder folder;
};

TEST_F(OwnFile, PicturesAreKnownByTheirMark) {
  for (const std::string ending : {".jpg", ".jpeg", ".png"}) {
    write_own_picture(folder / ("ours" + ending), noise());
    encode_picture(folder / ("photo" + ending), noise());
    EXPECT_TRUE(is_own("ours" + ending)) << ending;
    EXPECT_FALSE(is_own("photo" + ending)) << ending;
  }
}

TEST_F(OwnFile, PngsOfLabelsAndScoresAreKnownByTheirMark) {
  write_index_png(folder / "labels.png", kLabels, voc_palette(), {{"panet", "{}"}});
  write_index_png(folder / "mask.png", kLabels, voc_palette(), {{"Author", "panet"}});
  write_grey16_png(folder / "score.png", kScores, {{"panet", "0.1.0"}});
  write_grey16_png(folder / "depth.png", kScores);
  EXPECT_TRUE(is_own("labels.png"));
  EXPECT_FALSE(is_own("mask.png"));
  EXPECT_TRUE(is_own("score.png"));
  EXPECT_FALSE(is_own("depth.png"));
}

TEST_F(OwnFile, ACommentThatOnlySoundsLikeOursIsNot) {
  write_file(folder / "cake.jpg", std::string("\xff\xd8\xff\xfe\0\x0cpanettone\xff\xd9", 17));
  write_file(folder / "cake.txt", "# panettone, 3 pieces\n");
  write_file(folder / "run.toml", "# panet 0.1.0\nways = 1\n");
  EXPECT_FALSE(is_own("cake.jpg"));
  EXPECT_FALSE(is_own("cake.txt"));
  EXPECT_TRUE(is_own("run.toml"));
}

TEST_F(OwnFile, JsonIsKnownByItsFirstKey) {
  write_file(folder / "ours.json", R"({"panet":{"version":"0.1.0"},"images":[]})");
  write_file(folder / "spaced.json", "{\n  \"panet\": 1");
  write_file(folder / "later.json", R"({"images":[],"panet":{}})");
  write_file(folder / "within.json", R"({"version":{"panet":1}})");
  EXPECT_TRUE(is_own("ours.json"));
  EXPECT_TRUE(is_own("spaced.json"));
  EXPECT_FALSE(is_own("later.json"));
  EXPECT_FALSE(is_own("within.json"));
}

TEST_F(OwnFile, EpisodeFilesAreKnown) {
  const test::ToyDataset dataset(1, 2);
  const Episode episode = {.classes = {1}, .support = {{0}}, .queries = {1}};
  write_episodes(folder / "e.jsonl", {{.split = "all", .episodes = {episode}}}, dataset);
  EXPECT_TRUE(is_own("e.jsonl"));
}

TEST_F(OwnFile, WeightsAreKnownByTheirFormatWhateverTheirName) {
  const auto write = [&](const std::string& name, const std::string& format) {
    write_file(folder / name, safetensors(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                                          R"("__metadata__":{"by":"panet","format":")" +
                                          format + R"("}})"));
  };
  write("ours.safetensors", "panet");
  write("prototypes", "panet prototypes");
  write("theirs.safetensors", "pt");
  write_file(folder / "tensor.safetensors", safetensors(R"({"format":{"format":"panet"}})"));
  EXPECT_TRUE(is_own("ours.safetensors"));
  EXPECT_TRUE(is_own("prototypes"));
  EXPECT_FALSE(is_own("theirs.safetensors"));
  EXPECT_FALSE(is_own("tensor.safetensors"));
}

TEST_F(OwnFile, AFileOfOursThatWasCutShortIsStillOurs) {
  write_own_picture(folder / "whole.jpg", noise());
  write_index_png(folder / "whole.png", kLabels, voc_palette(), {{"panet", "{}"}});
  for (const std::string ending : {".jpg", ".png"}) {
    const auto bytes = test::read_file(folder / ("whole" + ending));
    write_file(folder / ("cut" + ending), bytes.substr(0, bytes.size() - 20));
    EXPECT_TRUE(is_own("cut" + ending)) << ending;
  }
}

TEST_F(OwnFile, CountsByItsOwnMarkNotByAMaskBesideIt) {
  write_index_png(folder / "a.png", kLabels, voc_palette(), {{"panet", "{}"}});
  encode_picture(folder / "a.overlay.jpg", noise());
  write_grey16_png(folder / "a.red.ball.score.png", kScores);
  EXPECT_FALSE(is_own("a.overlay.jpg"));
  EXPECT_FALSE(is_own("a.red.ball.score.png"));
}

TEST_F(OwnFile, WhatCannotBeReadIsNotOurs) {
  write_file(folder / "empty", "");
  write_file(folder / "cut.png", "\x89PNG\r\n\x1a\n");
  write_file(folder / "cut.jpg", "\xff\xd8\xff\xfe");
  write_file(folder / "long_comment.jpg", "\xff\xd8\xff\xe0\xff\xffpanet");
  write_file(folder / "cut.safetensors", std::string("\x10\0\0\0\0\0\0\0{", 9));
  for (const auto* name :
       {"empty", "cut.png", "cut.jpg", "long_comment.jpg", "cut.safetensors", "", "nowhere"})
    EXPECT_FALSE(is_own(name)) << name;
}

}  // namespace
}  // namespace panet
