// What a file says of itself costs no memory that the file does not carry: the peak of a process
// that is given such files, beside the peak of one that is given good ones.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <functional>

#include "base64_text.h"
#include "bombs.h"
#include "image/outline.h"
#include "measured_server.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::Bomb;
using test::kQuick;
using test::Outcome;
using test::run_panet;
using test::run_shell;
using testing::HasSubstr;

// Beyond what good files of a few kilobytes take: a file of some megabytes, what a decoder begins
// with, and what the allocator does not give back.
constexpr double kMostMegabytes = 50;

struct Bounds : testing::Test {
  Bounds() { test::copy_desk(folder.path()); }

  void lay_out(const fs::path& place, const std::vector<Bomb>& bombs) const {
    for (const Bomb& bomb : bombs) test::write_file(folder / place / bomb.name, bomb.bytes);
  }

  // A picture that is good, and what was said about it.
  void annotate(const std::string& class_name, const std::string& annotation,
                const std::string& bytes) const {
    const fs::path place = folder / "annotated" / class_name;
    test::write_file(place / "a.jpg", test::read_file(folder / "photos/a.jpg"));
    test::write_file(place / annotation, bytes);
  }

  Outcome run(const std::string& command, const std::string& what) const {
    return run_panet(folder.path(), fmt::format(fmt::runtime(command), what));
  }

  // A command that takes good things refuses these, as cheaply → what it said.
  std::string complaint(const std::string& command, const std::string& good,
                        const std::string& bad) const {
    const Outcome ordinary = run(command, good), refused = run(command, bad);
    EXPECT_EQ(ordinary.exit_code, 0) << ordinary.output << ordinary.error;
    EXPECT_EQ(refused.exit_code, 1) << refused.output << refused.error;
    EXPECT_LT(refused.megabytes, ordinary.megabytes + kMostMegabytes) << bad;
    return refused.output + refused.error;
  }

  test::TemporaryFolder folder;
};

TEST_F(Bounds, OfPictures) {
  const auto bombs = test::picture_bombs();
  lay_out("bombs", bombs);
  const auto said = complaint(
      "segment --model W.safetensors --support support --out out --overwrite" + kQuick + "{}",
      "photos", "bombs");
  for (const Bomb& bomb : bombs)
    EXPECT_EQ(said.find(bomb.name) == said.npos, test::is_picture(bomb)) << bomb.name << said;
}

std::string labelme_with_mask(const std::string& png) {
  return fmt::format(
      R"({{"imageWidth": 80, "imageHeight": 60, "shapes": [{{"label": "ball", "shape_type": "mask",)"
      R"( "points": [[0, 0], [79, 59]], "mask": "{}"}}]}})",
      test::base64_of(png));
}

TEST_F(Bounds, OfAnnotations) {
  for (const Bomb& bomb : test::png_bombs()) {
    annotate("mask of " + bomb.name, "a.mask.png", bomb.bytes);
    annotate("scribble of " + bomb.name, "a.scribble.png", bomb.bytes);
    annotate("labelme of " + bomb.name, "a.json", labelme_with_mask(bomb.bytes));
  }
  annotate("deep", "a.json", R"({"shapes": )" + test::deep_json());
  annotate("boxes", "a.box.txt", std::string(2 << 20, '\n'));
  const auto said = complaint("data check {} --shots 1", "support", "annotated");
  for (const auto& entry : fs::directory_iterator(folder / "annotated"))
    EXPECT_THAT(said, HasSubstr(entry.path().filename().string()));
}

TEST_F(Bounds, OfWeights) {
  for (const Bomb& bomb : test::weight_bombs()) {
    lay_out("", {bomb});
    EXPECT_THAT(complaint("weights info {}", "W.safetensors", bomb.name), HasSubstr(bomb.name));
  }
}

TEST_F(Bounds, OfUploads) {
  const auto peak_of = [&](const std::vector<Bomb>& files) {
    const test::TemporaryFolder desk;
    test::copy_desk(desk.path());
    test::MeasuredServer server(desk.path());
    for (const Bomb& file : files) {
      const int status = server.upload(file.name, file.bytes);
      EXPECT_EQ(status == 200, file.name == "a.jpg" || test::is_picture(file)) << file.name;
    }
    const Outcome outcome = server.stop();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.error;
    return outcome.megabytes;
  };
  const double ordinary = peak_of({{"a.jpg", test::read_file(folder / "photos/a.jpg")}});
  EXPECT_LT(peak_of(test::picture_bombs()), ordinary + kMostMegabytes);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// A hole has four corners of 16 bytes, seven when it is joined to the ring around it; with what
// else is known of it that is 270 bytes. A node for each corner and each pixel of an edge were 600.
TEST(OutlineBounds, OfAMillionHolesAreTheirCorners) {
  constexpr int64_t kSide = 2001;
  Mask mask = Mask::filled({kSide, kSide}, 1);
  for (int64_t y = 1; y < kSide; y += 2)
    for (int64_t x = 1; x < kSide; x += 2) mask.at(y, x) = 0;
  const double before = peak_megabytes();
  EXPECT_EQ(one_ring(outlines_of(mask)).size(), 4u + 1'000'000u * 7);
  EXPECT_LT(peak_megabytes(), before + 400);
}

// Decodes what lies in a folder, and tells of how many files panet.Error did.
constexpr auto kDecodeAll = R"(
import pathlib, sys, panet
refused = 0
for file in pathlib.Path(sys.argv[1]).iterdir():
    try:
        panet.decode(file)
    except panet.Error:
        refused += 1
print(refused)
)";

TEST_F(Bounds, OfPython) {
  if (std::string(PANET_MODULE).empty()) GTEST_SKIP() << "the Python module was not built";
  const auto bombs = test::picture_bombs();
  lay_out("bombs", bombs);
  test::write_file(folder / "decode.py", kDecodeAll);
  const auto decoded = [&](const std::string& place) {
    return run_shell(folder.path(), fmt::format("PYTHONPATH='{}' exec '{}' decode.py {}",
                                                PANET_MODULE, PANET_PYTHON, place));
  };
  const Outcome ordinary = decoded("photos"), refused = decoded("bombs");
  EXPECT_EQ(ordinary.output, "0\n") << ordinary.error;
  EXPECT_EQ(refused.output,
            fmt::format("{}\n", std::ranges::count_if(bombs, std::not_fn(test::is_picture))))
      << refused.error;
  EXPECT_LT(refused.megabytes, ordinary.megabytes + kMostMegabytes);
}

}  // namespace
}  // namespace panet
