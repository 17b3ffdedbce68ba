#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/availability.h"
#include "image/png.h"
#include "panet/image/decode.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::kQuick;
using test::Outcome;
using test::read_file;
using test::run_panet;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;
using testing::HasSubstr;
using testing::Not;

struct SegmentCommand : testing::Test {
  SegmentCommand() { test::copy_desk(folder.path()); }

  // Segments with the annotated balls.
  Outcome segment(const std::string& arguments, const std::string& input = {},
                  const std::string& environment = {}) const {
    return run_panet(folder.path(),
                     "segment --model W.safetensors --support support" + kQuick + arguments, input,
                     environment);
  }

  // Everything below a folder, for comparing runs.
  std::map<std::string, std::string> files_in(const std::string& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder / name))
      if (entry.is_regular_file())
        files[fs::relative(entry.path(), folder / name)] = read_file(entry.path());
    return files;
  }

  TemporaryFolder folder;
};

nlohmann::json pictures_in(const std::string& output) {
  return nlohmann::json::parse(output)["pictures"];
}

TEST_F(SegmentCommand, WritesMasksAndOverlaysAndPrintsATable) {
  const auto done = segment("--out out photos");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("picture", "ball %", "presence", "ms", "a ", "b ", "c "));
  for (const std::string name : {"a", "b", "c"}) {
    EXPECT_EQ(read_png(folder / "out" / (name + ".png")).labels.dimensions(),
              (PictureSize{60, 80}));
    EXPECT_EQ(decode_picture(folder / "out" / (name + ".overlay.jpg")).height(), 60);
  }
}

TEST_F(SegmentCommand, PrintsEachPictureWhenItIsDone) {
  const auto first = test::run_shell(
      folder.path(),
      "(\"$PANET\" segment --model W.safetensors --support support --out out photos" + kQuick +
          R"(; touch ended) | {
        read heading; read row
        echo "$row"
        [ -e ended ] || echo "and it goes on"
        cat >/dev/null
      })");
  EXPECT_THAT(first.output, Tells("a ", "and it goes on"));
}

TEST_F(SegmentCommand, TakesTheModelThatShipsWhereNoneIsNamed) {
  const auto done = run_panet(folder.path(), "segment --support support --out out photos" + kQuick,
                              {}, "-u PANET_MODEL");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_TRUE(fs::exists(folder / "out/a.png"));
}

TEST_F(SegmentCommand, RefinesUnlessToldNotTo) {
  segment("--out refined photos");
  segment("--out plain photos --refine none");
  EXPECT_NE(files_in("refined"), files_in("plain"));
}

TEST_F(SegmentCommand, IsRepeatableToTheLastByte) {
  segment("--out one photos");
  segment("--out two photos");
  EXPECT_EQ(files_in("one"), files_in("two"));
}

TEST_F(SegmentCommand, FindsTheSamePicturesWhereItsOutputsLieAmongThem) {
  const std::string arguments = "--scores --coco photos/all.json --out photos/masks photos";
  ASSERT_EQ(segment(arguments).exit_code, 0);
  const auto files = files_in("photos");
  const auto again = segment(arguments);
  ASSERT_EQ(again.exit_code, 0) << again.error;
  EXPECT_THAT(again.error, Tells("photos: ", "passed over", "written by panet"));
  EXPECT_EQ(files_in("photos"), files);
  EXPECT_EQ(segment(arguments + " --resume").exit_code, 0);
  EXPECT_EQ(files_in("photos"), files);
}

TEST_F(SegmentCommand, GivesWithSavedPrototypesWhatItGivesWithTheSupport) {
  run_panet(folder.path(),
            "learn --model W.safetensors --support support --out P.safetensors" + kQuick);
  segment("--out from_support photos");
  const auto done = run_panet(folder.path(),
                              "segment --model W.safetensors --prototypes P.safetensors --threads "
                              "1 --out from_prototypes photos");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_EQ(files_in("from_prototypes"), files_in("from_support"));
}

// Pictures of 80 x 60 in their own shape are not squares.
TEST_F(SegmentCommand, TakesTheShapeByWhichPrototypesWereLearnedUnlessToldAnother) {
  run_panet(folder.path(),
            "learn --model W.safetensors --support support --shape own --out "
            "P.safetensors" +
                kQuick);
  const auto with_prototypes = [&](const std::string& arguments) {
    const auto done = run_panet(folder.path(),
                                "segment --model W.safetensors --prototypes P.safetensors "
                                "--threads 1 photos " +
                                    arguments);
    EXPECT_EQ(done.exit_code, 0) << done.error;
  };
  with_prototypes("--out learned");
  with_prototypes("--out told --shape square");
  segment("--out own photos --shape own");
  EXPECT_EQ(files_in("learned"), files_in("own"));
  EXPECT_NE(files_in("told"), files_in("own"));
  segment("--out square photos --shape square");
  segment("--out default photos");
  EXPECT_EQ(files_in("default"), files_in("square"));
}

TEST_F(SegmentCommand, WritesScoresCocoAndJsonWhereAsked) {
  const auto done = segment(
      "--out out --scores --coco coco.json --no-overlay --json photos/a.jpg 'photos/[bc].jpg'");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_TRUE(fs::exists(folder / "out/a.ball.score.png"));
  EXPECT_FALSE(fs::exists(folder / "out/a.overlay.jpg"));
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "coco.json"))["images"].size(), 3u);
  const auto summary = nlohmann::json::parse(done.output);
  EXPECT_EQ(summary["segmented"], 3);
  EXPECT_EQ(summary["pictures"][0]["classes"][0]["name"], "ball");
  const double presence = summary["pictures"][0]["classes"][0]["presence"];
  EXPECT_GT(presence, 0);
  EXPECT_LT(presence, 1);
  const auto coco = nlohmann::json::parse(read_file(folder / "coco.json"));
  EXPECT_NEAR(coco["annotations"][0]["score"].get<double>(), presence, 1e-6);
}

TEST_F(SegmentCommand, TheTableMarksWhatSeemsAbsent) {
  const auto summary = nlohmann::json::parse(segment("--out out --json photos").output);
  const auto table = segment("--out out photos").output;
  for (const auto& picture : summary["pictures"]) {
    const double presence = picture["classes"][0]["presence"];
    EXPECT_THAT(table,
                Tells(fmt::format("{:.2f}{}", presence, presence < 0.5 ? " absent?" : "\n")));
  }
}

TEST_F(SegmentCommand, TheTableTellsWhatWasFoundWhereThereAreMoreClassesThanALineHolds) {
  for (const std::string name : {"cup", "die", "hat", "key"})
    fs::copy(folder / "support/ball", folder / "support" / name);
  const auto summary = nlohmann::json::parse(segment("--out out --json photos").output);
  const auto table = segment("--out out photos").output;
  EXPECT_THAT(table, Tells("picture", "ms", "found (presence)"));
  for (const auto& picture : summary["pictures"])
    for (const auto& found : picture["classes"]) {
      const auto text =
          fmt::format("{} {:.1f} % ({:.2f}", found["name"].get<std::string>(),
                      100 * found["share"].get<double>(), found["presence"].get<double>());
      if (found["share"] > 0)
        EXPECT_THAT(table, Tells(text));
      else
        EXPECT_THAT(table, Not(HasSubstr(text)));
    }
}

TEST_F(SegmentCommand, LabelsNoClassThatIsTooLittlePresent) {
  const auto done = segment("--out out --coco coco.json --absent-below 1 --json photos");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  for (const auto& picture : pictures_in(done.output)) {
    EXPECT_EQ(picture["classes"][0]["share"], 0);
    EXPECT_GT(picture["classes"][0]["presence"], 0);
  }
  EXPECT_TRUE(nlohmann::json::parse(read_file(folder / "coco.json"))["annotations"].empty());
  const auto resumed = segment("--out out --absent-below 1 --json --resume photos");
  for (const auto& picture : pictures_in(resumed.output)) {
    EXPECT_EQ(picture["skipped"], true);
    EXPECT_GT(picture["classes"][0]["presence"], 0);
  }
  const auto other = segment("--out out --json --resume photos");
  EXPECT_EQ(pictures_in(other.output)[0]["skipped"], false) << "another threshold is another job";
  EXPECT_EQ(segment("--out out --absent-below 1.5 photos").exit_code, 2);
}

TEST_F(SegmentCommand, LooksAtTilesAndTellsPiecesApartWhereAsked) {
  const auto done =
      run_panet(folder.path(),
                "segment --model W.safetensors --support support --size 24 --threads 1 "
                "--out out --tiles=2 --coco coco.json --pieces --json photos");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  const auto picture = pictures_in(done.output)[0];
  EXPECT_GE(picture["tiles"], 4);
  EXPECT_GE(picture["classes"][0]["pieces"], 1);
  EXPECT_GE(nlohmann::json::parse(read_file(folder / "coco.json"))["annotations"].size(), 3u);
}

TEST_F(SegmentCommand, SaysNothingOfTilesAndPiecesWhereNobodyAsked) {
  const auto picture = pictures_in(segment("--out out --json photos").output)[0];
  EXPECT_FALSE(picture.contains("tiles"));
  EXPECT_FALSE(picture["classes"][0].contains("pieces"));
}

TEST_F(SegmentCommand, ResumingWithOtherTilesOrPiecesBeginsAnew) {
  segment("--out out photos");
  for (const std::string changed : {"--tiles", "--tiles=3", "--pieces", "--pieces=200"}) {
    const auto is_skipped = [&] {
      const auto done = segment("--out out --resume --json " + changed + " photos");
      return pictures_in(done.output)[0]["skipped"].get<bool>();
    };
    EXPECT_FALSE(is_skipped()) << changed;
    EXPECT_TRUE(is_skipped()) << changed;
  }
}

TEST_F(SegmentCommand, WritesAContactSheetWhereAsked) {
  const auto done = segment("--out out --sheet sheet.jpg photos");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_GT(decode_picture(folder / "sheet.jpg").height(), 300)
      << "a row of annotated pictures and one of results";
}

TEST_F(SegmentCommand, ReadsAListFromAFileOrTheStandardInput) {
  write_file(folder / "list.txt", "photos/a.jpg\r\n\nphotos/b.jpg\n");
  EXPECT_EQ(segment("--out out --no-overlay --list list.txt").exit_code, 0);
  EXPECT_EQ(files_in("out").size(), 2u);
  EXPECT_EQ(segment("--out out --no-overlay --list -", "photos/c.jpg\n").exit_code, 0);
  EXPECT_EQ(files_in("out").size(), 3u);
  EXPECT_THAT(segment("--out out --list missing.txt").error, Tells("missing.txt"));
  write_file(folder / "empty.txt", "\n");
  const auto empty = segment("--out out --list empty.txt");
  EXPECT_EQ(empty.exit_code, 1);
  EXPECT_THAT(empty.error, Tells("empty.txt", "names no picture"));
}

TEST_F(SegmentCommand, ShardsWithAPictureThatFailsGiveTheFilesOfOneRun) {
  write_file(folder / "photos/broken.jpg", "\xff\xd8 cut short");
  segment("--out whole --coco whole/coco.json photos");
  const auto shard = [&](int i) {
    return segment(
        fmt::format("--out shards --resume --coco shards/coco.json --shard {}/2 photos", i));
  };
  const auto all = {shard(0), shard(1), shard(0)};
  EXPECT_TRUE(std::ranges::any_of(all, [](const auto& run) { return run.exit_code == 1; }));
  EXPECT_EQ(files_in("shards"), files_in("whole"));
}

TEST_F(SegmentCommand, ShardsOfAClusterGiveTheFilesOfOneRun) {
  segment("--out whole --coco whole/coco.json photos");
  const auto first = segment("--out shards --coco shards/coco.json --shard 0/2 photos");
  EXPECT_THAT(first.error, Tells("coco.json", "not written yet", "1 picture(s)"));
  segment("--out shards --coco shards/coco.json photos", {},
          "SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=2");
  EXPECT_EQ(files_in("shards"), files_in("whole"));
}

TEST_F(SegmentCommand, ResumeSkipsWhatIsWhole) {
  segment("--out out photos");
  fs::remove(folder / "out/b.overlay.jpg");
  const auto summary = nlohmann::json::parse(segment("--out out --resume --json photos").output);
  EXPECT_EQ(summary["pictures"][0]["skipped"], true);
  EXPECT_EQ(summary["pictures"][1]["skipped"], false);
}

TEST_F(SegmentCommand, ABadPictureIsSummedUpAtTheEndAndTheRestGoOn) {
  write_file(folder / "photos/broken.jpg", "no picture");
  const auto done = segment("--out out photos photos/missing.jpg");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.error, Tells("2 of 5 picture(s) failed", "broken.jpg", "missing.jpg"));
  EXPECT_TRUE(fs::exists(folder / "out/c.png"));
}

TEST_F(SegmentCommand, AnInterruptLeavesWholeFilesAndSaysHowToGoOn) {
  for (int i = 0; i < 300; ++i)
    fs::create_hard_link(folder / "photos/a.jpg",
                         folder / ("photos/n" + std::to_string(i) + ".jpg"));
  // The shell shields its background jobs from SIGINT, so SIGTERM stands for Ctrl-C.
  const auto outcome = test::run_shell(folder.path(), R"(
      "$PANET" segment --model W.safetensors --support support --threads 1 --size 97 --out out photos &
      until [ -e out/n1.png ] || ! kill -0 $!; do sleep 0.05; done
      kill -TERM $!
      wait $!)");
  EXPECT_EQ(outcome.exit_code, 130) << outcome.error;
  EXPECT_THAT(outcome.error, Tells("interrupted", "--resume"));
  const auto files = files_in("out");
  EXPECT_LT(files.size(), 2 * 303u);
  for (const auto& [name, content] : files) {
    EXPECT_THAT(name, testing::Not(testing::HasSubstr("tmp-")));
    if (!name.ends_with(".png")) continue;
    EXPECT_NO_THROW(read_png(folder / "out" / name)) << name;
  }
}

// The pictures of the desk are hard links to those of other tests: what is written over one in
// place would be seen by all.
TEST_F(SegmentCommand, NeverReplacesWhatItReads) {
  write_index_png(folder / "photos/p.png", Labels(60, 80), voc_palette());
  const auto photos = files_in("photos"), support = files_in("support");
  fs::create_directory_symlink("photos", folder / "way");
  for (const std::string arguments :
       {"--out photos photos", "--out photos --overwrite photos", "--out way photos/p.png",
        "--out out --coco photos/a.jpg photos", "--out out --sheet photos/a.jpg photos",
        "--out support/ball support/ball/ball1.jpg", "--out out --coco W.safetensors photos"}) {
    const auto refused = segment(arguments);
    EXPECT_EQ(refused.exit_code, 1) << arguments;
    EXPECT_THAT(refused.error, Tells("would be overwritten", "say another --")) << arguments;
    EXPECT_EQ(files_in("photos"), photos) << arguments;
    EXPECT_EQ(files_in("support"), support) << arguments;
    EXPECT_FALSE(fs::exists(folder / "out")) << arguments;
  }
}

TEST_F(SegmentCommand, ReplacesOthersFilesOnlyWhereAskedAndItsOwnAlways) {
  write_file(folder / "out/a.png", "a drawing");
  write_file(folder / "coco.json", "{}");
  const std::string arguments = "--out out --coco coco.json --sheet sheet.jpg photos";
  const auto refused = segment(arguments);
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error, Tells("out/a.png, coco.json", "--overwrite"));
  EXPECT_EQ(read_file(folder / "out/a.png"), "a drawing");
  EXPECT_EQ(segment(arguments + " --overwrite").exit_code, 0);
  EXPECT_EQ(segment(arguments).exit_code, 0);
}

TEST_F(SegmentCommand, WritesNoFileTwice) {
  fs::copy(folder / "photos/a.jpg", folder / "photos/a.ball.score.jpg");
  EXPECT_EQ(segment("--out out photos").exit_code, 0);
  const auto scores = segment("--out out --scores photos");
  EXPECT_EQ(scores.exit_code, 1);
  EXPECT_THAT(scores.error, Tells("a.ball.score.png would be written twice"));
  EXPECT_THAT(segment("--out out --coco x.jpg --sheet x.jpg photos").error,
              Tells("x.jpg would be written twice", "--sheet"));
}

TEST_F(SegmentCommand, WritesToDevicesAndPipesWithoutReplacingThem) {
  const auto done = segment("--out out --coco /dev/stdout photos");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("{\"panet\"", "\"annotations\"", "picture"));
  EXPECT_LT(done.output.find("picture  "), done.output.find("annotations"));
  EXPECT_EQ(segment("--out out --coco /dev/null photos").exit_code, 0);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

// Runs a script in which `segment ARGUMENTS` is the command of these tests.
Outcome scripted(const TemporaryFolder& folder, const std::string& script) {
  return test::run_shell(folder.path(),
                         "segment() { \"$PANET\" segment --model W.safetensors --support support" +
                             kQuick + " \"$@\"; }\n" + script);
}

TEST_F(SegmentCommand, GoesOnWhereNobodyHearsIt) {
  const auto deaf = scripted(folder, R"(
      segment --out deaf --coco deaf.json photos none.jpg 2>/dev/full >/dev/null
      echo $?
      segment --out closed photos none.jpg 2>&- >/dev/null
      echo $?
      segment --out piped --coco piped.json photos | true
      segment --out full photos >/dev/full
      echo $?
      segment --out shut --json photos >&-
      echo $?)");
  EXPECT_EQ(deaf.output, "1\n1\n1\n1\n");
  EXPECT_THAT(deaf.error, Tells("standard output cannot be written: No space left",
                                "standard output cannot be written: Bad file descriptor"));
  for (const auto* file : {"deaf/c.png", "deaf.json", "closed/c.png", "piped/c.png", "piped.json",
                           "full/c.png", "shut/c.png"})
    EXPECT_TRUE(fs::exists(folder / file)) << file;
}

TEST_F(SegmentCommand, SaysNothingToAPipeWhoseReaderHasSeenEnough) {
  const auto left = scripted(folder, R"(
      { sleep 0.2; segment --out out photos; echo $? >status; } | true)");
  EXPECT_EQ(left.error, "");
  EXPECT_EQ(read_file(folder / "status"), "1\n");
  EXPECT_TRUE(fs::exists(folder / "out/c.png"));
}

TEST_F(SegmentCommand, EscapesWhatATerminalWouldObey) {
  const std::string clearing = "photos/\x1b[2J\n.jpg", latin = "photos/caf\xe9.jpg";
  fs::copy(folder / "photos/a.jpg", folder / clearing);
  fs::copy(folder / "photos/a.jpg", folder / latin);
  write_file(folder / "photos/\x1b]0;title\a.jpg", "no picture");
  const auto done = segment("--out out --coco coco.json photos");
  EXPECT_EQ(done.exit_code, 1);
  for (const auto& text : {done.output, done.error}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\xe9'), std::string::npos);
  }
  EXPECT_THAT(done.output, Tells("\\x1b[2J\\n", "caf\\xe9"));
  EXPECT_THAT(done.error, Tells("\\x1b]0;title", "panet: note: ", "caf\\xe9.jpg", "caf%E9.jpg"));
  EXPECT_THAT(read_file(folder / "coco.json"), Tells("\"file_name\":\"caf%E9.jpg\""));
  const auto json = segment("--out out --json photos").output;
  EXPECT_EQ(json.find('\x1b'), std::string::npos);
  EXPECT_EQ(pictures_in(json).size(), 6u);
}

struct UsageCase {
  std::string name, arguments, message;
};

void PrintTo(const UsageCase& usage, std::ostream* out) {
  *out << usage.name;
}

class SegmentUsage : public testing::TestWithParam<UsageCase> {};

TEST_P(SegmentUsage, EndsWithExitCode2AndSaysWhatIsMeant) {
  const TemporaryFolder folder;
  test::copy_desk(folder.path());
  const auto outcome = run_panet(folder.path(), GetParam().arguments, {}, "-u PANET_MODEL");
  EXPECT_EQ(outcome.exit_code, 2) << outcome.error;
  EXPECT_THAT(outcome.error, testing::HasSubstr(GetParam().message));
  EXPECT_FALSE(fs::exists(folder / "out"));
}

const std::string kWithModel = "segment --model W.safetensors --out out photos ";

INSTANTIATE_TEST_SUITE_P(
    Cases, SegmentUsage,
    testing::Values(
        UsageCase{"NoCommand", "", "subcommand"},
        UsageCase{"UnknownCommand", "segmentt", "subcommand is required"},
        UsageCase{"UnknownCommandIsNamed", "Segment --out out",
                  "there is no \"Segment\"; there are segment, learn, eval"},
        UsageCase{"UnknownCommandBelow", "weights Info W.safetensors",
                  "there is no \"Info\"; there are info, convert"},
        UsageCase{"NoOut", "segment --model W.safetensors --support support photos", "--out"},
        UsageCase{"NeitherSupportNorPrototypes", kWithModel, "--support DIR or --prototypes FILE"},
        UsageCase{"Both", kWithModel + "--support support --prototypes P",
                  "--support DIR or --prototypes FILE"},
        UsageCase{"LabelWithPrototypes", kWithModel + "--prototypes P --label 3",
                  "go with --support"},
        UsageCase{"NoPictures", "segment --model W.safetensors --support support --out out",
                  "name pictures"},
        UsageCase{"SheetWithoutOverlays",
                  kWithModel + "--support support --sheet s.jpg --no-overlay", "--sheet"},
        UsageCase{"Shard", kWithModel + "--support support --shard 2/2", "2/2"},
        UsageCase{"Label", kWithModel + "--support support --label ball=300", "--label ball=300"},
        UsageCase{"Box", kWithModel + "--support support --box ball/ball1.jpg=1,2,3",
                  "x1,y1,x2,y2"},
        UsageCase{"Device", kWithModel + "--support support --device gpu", "unknown device 'gpu'"},
        UsageCase{"Precision", kWithModel + "--support support --precision f64", "--precision"},
        UsageCase{"Refinement", kWithModel + "--support support --refine adept", "'adept'"},
        UsageCase{"Tiles", kWithModel + "--support support --tiles=1", "--tiles"},
        UsageCase{"Pieces", kWithModel + "--support support --coco c.json --pieces=1.5", "'1.5'"},
        UsageCase{"PiecesOfNothing", kWithModel + "--support support --pieces",
                  "--coco and --json"},
        UsageCase{"Shape", kWithModel + "--support support --shape round",
                  "'round' is neither own nor square"},
        UsageCase{"Size", kWithModel + "--support support --size 4", "--size"}),
    [](const auto& c) { return c.param.name; });

struct DataCase {
  std::string name;
  std::function<void(const fs::path&)> spoil;
  std::string arguments;
  std::vector<std::string> message;
};

void PrintTo(const DataCase& data, std::ostream* out) {
  *out << data.name;
}

class SegmentData : public testing::TestWithParam<DataCase> {};

TEST_P(SegmentData, EndsWithExitCode1NamingTheFileAndLeavesNothing) {
  const TemporaryFolder folder;
  test::copy_desk(folder.path());
  if (GetParam().spoil) GetParam().spoil(folder.path());
  const auto outcome =
      run_panet(folder.path(), "segment --threads 1 --size 65 --out out " + GetParam().arguments);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.error;
  for (const auto& part : GetParam().message) EXPECT_THAT(outcome.error, testing::HasSubstr(part));
  EXPECT_FALSE(fs::exists(folder / "out"));
}

const std::string kRun = "--model W.safetensors --support support photos";

INSTANTIATE_TEST_SUITE_P(
    Cases, SegmentData,
    testing::Values(
        DataCase{"MissingModel",
                 {},
                 "--model none.safetensors --support support photos",
                 {"none.safetensors"}},
        DataCase{"ModelIsNoWeightFile",
                 {},
                 "--model photos/a.jpg --support support photos",
                 {"photos/a.jpg"}},
        DataCase{"MissingSupport", {}, "--model W.safetensors --support none photos", {"none"}},
        DataCase{"MissingPrototypes",
                 {},
                 "--model W.safetensors --prototypes none.safetensors photos",
                 {"none.safetensors"}},
        DataCase{"PrototypesAreAModel",
                 {},
                 "--model W.safetensors --prototypes W.safetensors photos",
                 {"W.safetensors", "prototype"}},
        DataCase{"EmptyFolderOfPictures",
                 [](const fs::path& desk) { fs::create_directory(desk / "empty"); },
                 "--model W.safetensors --support support empty",
                 {"empty"}},
        DataCase{"PictureWithoutAnnotation",
                 [](const fs::path& desk) { fs::remove(desk / "support/ball/ball2.png"); },
                 kRun,
                 {"ball2.jpg"}},
        DataCase{"TwoAnnotationsForOnePicture",
                 [](const fs::path& desk) {
                   write_file(desk / "support/ball/ball2.box.txt", "1 1 20 20");
                 },
                 kRun,
                 {"ball2.png", "ball2.box.txt"}},
        DataCase{"MaskWithoutForeground", {}, kRun + " --label 77", {"ball1.png", "77"}},
        DataCase{"LabelOfNoClass",
                 {},
                 kRun + " --label tasse=8",
                 {"--label tasse=8", "no class tasse", "ball"}},
        DataCase{"MaskOfAnotherSize",
                 [](const fs::path& desk) {
                   fs::remove(desk / "support/ball/ball1.png");
                   write_index_png(desk / "support/ball/ball1.png", Labels::filled({10, 12}, 1),
                                   voc_palette());
                 },
                 kRun,
                 {"ball1.png", "12", "10", "80", "60"}},
        DataCase{"TwoPicturesWithOneOutputName",
                 {},
                 kRun + " support/ball/ball1.jpg photos/../support/ball/ball1.jpg",
                 {"ball1"}}),
    [](const auto& c) { return c.param.name; });

TEST_F(SegmentCommand, PrototypesOfOtherWeightsAreRefused) {
  run_panet(folder.path(),
            "learn --model W.safetensors --support support --out P.safetensors" + kQuick);
  run_panet(folder.path(), "weights convert W.safetensors V.safetensors --stride 1x1 --dtype bf16");
  const auto outcome = run_panet(
      folder.path(), "segment --model V.safetensors --prototypes P.safetensors --out out photos");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.error, Tells("P.safetensors"));
}

TEST_F(SegmentCommand, AKubernetesIndexWithoutItsCountIsAnError) {
  const auto outcome = segment("--out out photos", {}, "JOB_COMPLETION_INDEX=1");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.error, Tells("JOB_COMPLETIONS"));
}

TEST_F(SegmentCommand, HelpTeachesByExample) {
  const auto help = run_panet(folder.path(), "segment --help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, Tells("Examples:", "--support my_classes", "--shard", "--resume"));
}

TEST_F(SegmentCommand, EngineAndPrecisionCanBeChosen) {
  for (const std::string way : {"--engine onednn --precision f32", "--engine auto"}) {
    const auto done = segment("--out masks " + way + " photos");
    EXPECT_EQ(done.exit_code, 0) << way << done.error;
  }
  EXPECT_EQ(segment("--out masks --engine mkl photos").exit_code, 2);
  EXPECT_EQ(segment("--out masks --precision f64 photos").exit_code, 2);
}

TEST_F(SegmentCommand, LibTorchsEngineCanBeChosen) {
  if (!test::has_libtorch()) GTEST_SKIP() << "built without LibTorch";
  for (const std::string precision : {"", " --precision f32"}) {
    const auto done = segment("--out masks --engine libtorch" + precision + " photos");
    EXPECT_EQ(done.exit_code, 0) << precision << done.error;
  }
}

TEST_F(SegmentCommand, IntegersNeedACalibratedModel) {
  if (!is_fast_on_cpu(Precision::kInt8)) GTEST_SKIP() << "no oneDNN here, or no VNNI";
  const auto refused = segment("--out masks --precision int8 photos");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error, Tells("ranges of its activations", "panet weights calibrate"));
  EXPECT_FALSE(fs::exists(folder / "masks"));

  run_panet(folder.path(), "weights calibrate W.safetensors --out V.safetensors --size 65 photos");
  const auto done = run_panet(folder.path(), "segment --model V.safetensors --support support" +
                                                 kQuick + "--out masks --precision int8 photos");
  EXPECT_EQ(done.exit_code, 0) << done.error;
  EXPECT_TRUE(fs::exists(folder / "masks/a.png"));
}

}  // namespace
}  // namespace panet
