#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "free_port.h"
#include "image/png.h"
#include "maps.h"
#include "panet/image/decode.h"
#include "panet/image/encode.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

using nlohmann::json;
using test::kQuick;
using test::Outcome;
using test::read_file;
using test::run_panet;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

// Episodes of the annotated balls: one class of two pictures.
struct EvalCommand : testing::Test {
  EvalCommand() { test::copy_desk(folder.path()); }

  Outcome eval(const std::string& arguments) const {
    const bool has_model = arguments.find("--model") != std::string::npos;
    return run_panet(folder.path(), std::string("eval --root support --precision f32 ") +
                                        (has_model ? "" : "--model W.safetensors") + kQuick +
                                        arguments);
  }

  // The report without how long it took.
  json report(const std::string& arguments) const {
    const auto done = eval(arguments + " --json report.json");
    EXPECT_EQ(done.exit_code, 0) << done.error;
    auto report = json::parse(read_file(folder / "report.json"));
    for (auto& result : report["results"]) result.erase("seconds");
    return report;
  }

  TemporaryFolder folder;
};

TEST_F(EvalCommand, WritesAReportAndPrintsATable) {
  const auto done =
      eval("--runs 2 --episodes 4 --annotation dense,scribble,box --json report.json");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("1-shot", "1-way dense", "1-way scribble", "1-way box", "±",
                                 "2 run(s)", "resnet50", "8.53 M"));
  const auto report = json::parse(read_file(folder / "report.json"));
  ASSERT_EQ(report["results"].size(), 3u);
  for (const auto& result : report["results"]) {
    EXPECT_EQ(result["split"], "all");
    EXPECT_EQ(result["ways"], 1);
    EXPECT_EQ(result["shots"], 1);
    EXPECT_EQ(result["episodes"], 8);
    EXPECT_EQ(result["runs"].size(), 2u);
    EXPECT_GE(result["mean_iou"].get<double>(), 0);
    EXPECT_LE(result["mean_iou"].get<double>(), 100);
    EXPECT_DOUBLE_EQ(result["class_iou"]["ball"].get<double>(), result["mean_iou"].get<double>());
    EXPECT_TRUE(result.contains("mean_iou_std"));
    EXPECT_TRUE(result.contains("binary_iou_std"));
    EXPECT_GE(result["seconds"].get<double>(), 0);
  }
  EXPECT_EQ(report["config"]["dataset"], "folder");
  EXPECT_EQ(report["config"]["seed"], 1234);
  EXPECT_TRUE(report["revision"].is_string());
  EXPECT_EQ(report["weights"]["fingerprint"].get<std::string>().size(), 32u);
}

TEST_F(EvalCommand, ReplacesReportsButNothingElse) {
  const std::string quick = "--runs 1 --episodes 2 ";
  EXPECT_EQ(eval(quick + "--json r.json --save-episodes e.jsonl").exit_code, 0);
  EXPECT_EQ(eval(quick + "--json r.json --save-episodes e.jsonl").exit_code, 0);
  EXPECT_EQ(json::parse(read_file(folder / "r.json"))["panet"]["version"].is_string(), true);
  write_file(folder / "mine.json", "{}");
  for (const std::string arguments :
       {"--json mine.json", "--json support/ball/ball1.png --overwrite",
        "--save-episodes W.safetensors", "--json x --save-episodes x",
        "--episodes e.jsonl --save-episodes e.jsonl"}) {
    const auto refused = eval(arguments);
    EXPECT_EQ(refused.exit_code, 1) << arguments;
    EXPECT_THAT(refused.error, Tells("would be", "say another --")) << arguments;
  }
  EXPECT_EQ(read_file(folder / "mine.json"), "{}");
  EXPECT_EQ(eval(quick + "--json /dev/null").exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(EvalCommand, ReportsTheSameWhateverTheCacheAndTheLoadingThreads) {
  const auto one = report("--runs 2 --episodes 6 --loader-threads 1");
  EXPECT_EQ(report("--runs 2 --episodes 6 --loader-threads 4"), one);
  EXPECT_EQ(report("--runs 2 --episodes 6 --cache-gb 0"), one);
  EXPECT_NE(report("--runs 2 --episodes 6 --seed 99")["results"], one["results"]);
}

TEST_F(EvalCommand, MeasuresByTheProtocolThatIsAsked) {
  EXPECT_EQ(report("--runs 1 --episodes 2")["config"]["protocol"], "panet");
  for (const std::string name : {"1", "2"}) {  // the balls are too small
    std::filesystem::create_directories(folder / "large/thing");
    encode_picture(folder / "large/thing" / (name + ".jpg"), test::noise<Picture>(96, 96));
    const auto is_thing = [](int64_t y, int64_t x) {
      return y >= 16 && y < 80 && x >= 16 && x < 80;
    };
    write_index_png(folder / "large/thing" / (name + ".png"), test::made<Labels>(96, 96, is_thing),
                    voc_palette());
  }
  const auto done = run_panet(folder.path(), "eval --model W.safetensors --root large" + kQuick +
                                                 "--runs 1 --episodes 2 --protocol pfenet "
                                                 "--save-episodes e.jsonl --json report.json");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("--protocol pfenet"));
  const auto report = json::parse(read_file(folder / "report.json"));
  EXPECT_EQ(report["config"]["protocol"], "pfenet");
  EXPECT_EQ(report["results"][0]["episodes"], 2);
}

// Balls, and squares on other pictures.
struct EvalOfAbsence : EvalCommand {
  EvalOfAbsence() {
    std::filesystem::create_directories(folder / "support/square");
    for (const std::string name : {"s1", "s2", "s3"}) {
      const auto file = folder / ("support/square/" + name);
      encode_picture(file.string() + ".jpg", test::noise<Picture>(96, 96));
      const auto is_square = [](int64_t y, int64_t x) { return y < 48 && x < 48; };
      write_index_png(file.string() + ".png", test::made<Labels>(96, 96, is_square), voc_palette());
    }
  }
};

TEST_F(EvalOfAbsence, TellsHowWellPresenceTellsPicturesApart) {
  const auto plain = report("--runs 1 --episodes 20");
  EXPECT_TRUE(plain["results"][0]["auroc"].is_null());
  EXPECT_TRUE(plain["results"][0]["falsely_found"].is_null());
  EXPECT_EQ(plain["config"]["absent"], 0);

  const auto absent = report("--runs 2 --episodes 20 --absent 0.5 --save-episodes e.jsonl");
  for (const char* figure : {"auroc", "falsely_found"}) {
    EXPECT_GE(absent["results"][0][figure].get<double>(), 0) << figure;
    EXPECT_LE(absent["results"][0][figure].get<double>(), 1) << figure;
    EXPECT_TRUE(absent["results"][0]["runs"][1][figure].is_number()) << figure;
  }
  EXPECT_TRUE(plain["results"][0]["found_at"].empty());
  const auto found_at = absent["results"][0].value("found_at", nlohmann::json::array());
  ASSERT_FALSE(found_at.empty());
  const auto &least = found_at.front(), &most = found_at.back();
  EXPECT_GE(least["with"], most["with"]);
  EXPECT_GE(least["without"], most["without"]);
  EXPECT_EQ(absent["config"]["absent"], 0.5);
  EXPECT_EQ(report("--episodes e.jsonl")["results"], absent["results"]);
  EXPECT_EQ(
      report("--runs 2 --episodes 20 --absent 0.5 --cache-gb 0 --loader-threads 3")["results"],
      absent["results"]);
  EXPECT_THAT(eval("--runs 1 --episodes 20 --absent 0.5").output,
              Tells("1-shot AUROC", "1-shot falsely found", "--absent 0.5"));
}

TEST_F(EvalOfAbsence, EpisodesOfAFileAreAsTheyAre) {
  report("--runs 1 --episodes 2 --save-episodes e.jsonl");
  const auto refused = eval("--episodes e.jsonl --absent 0.5");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.error, Tells("--absent", "e.jsonl"));
  EXPECT_EQ(eval("--absent 2").exit_code, 2);
}

TEST_F(EvalCommand, RunsSavedEpisodesAgain) {
  const auto drawn = report("--runs 2 --episodes 5 --save-episodes e.jsonl");
  const auto read = report("--episodes e.jsonl");
  EXPECT_EQ(read["results"], drawn["results"]);
  EXPECT_EQ(read["config"]["episodes"], "e.jsonl");
  EXPECT_FALSE(read["config"].contains("protocol"));
}

TEST_F(EvalCommand, SavesEpisodesOfPicturesWhoseNamesAreNotUtf8) {
  for (const std::string ending : {".jpg", ".png"})
    std::filesystem::rename(folder / ("support/ball/ball2" + ending),
                            folder / ("support/ball/caf\xe9" + ending));
  std::filesystem::rename(folder / "support/ball", folder / "support/b\xe4ll");
  const auto drawn = report("--runs 1 --episodes 3 --save-episodes e.jsonl");
  EXPECT_THAT(read_file(folder / "e.jsonl"), Tells("b%E4ll", "caf%E9"));
  EXPECT_EQ(report("--episodes e.jsonl")["results"], drawn["results"]);
}

TEST_F(EvalCommand, MeasuresEachSplitWithItsOwnModelWhereTheNameSaysSo) {
  const auto one = report("--runs 1 --episodes 3");
  std::filesystem::copy(folder / "W.safetensors", folder / "W-all.safetensors");
  const auto several = report("--runs 1 --episodes 3 --model 'W-{split}.safetensors'");
  EXPECT_EQ(several["results"], one["results"]);
  EXPECT_EQ(several["weights"]["file"], "W-{split}.safetensors");
  EXPECT_EQ(several["weights"]["fingerprint"]["all"], one["weights"]["fingerprint"]);
  const auto missing = eval("--model 'X-{split}.safetensors'");
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.error, Tells("X-all.safetensors"));
}

TEST_F(EvalCommand, RefinesUnlessToldNotTo) {
  const auto refined = report("--runs 1 --episodes 3");
  EXPECT_EQ(refined["config"]["refine"], "fit,adapt,guide");
  const auto plain = report("--runs 1 --episodes 3 --refine none");
  EXPECT_EQ(plain["config"]["refine"], "none");
  EXPECT_NE(plain["results"], refined["results"]);
}

TEST_F(EvalCommand, SqueezesPicturesToSquaresAsThePaperUnlessToldNotTo) {
  const auto usual = report("--runs 1 --episodes 3");
  EXPECT_EQ(usual["config"]["shape"], "square");
  EXPECT_EQ(report("--runs 1 --episodes 3 --shape square"), usual);
  const auto own = report("--runs 1 --episodes 3 --shape own");
  EXPECT_EQ(own["config"]["shape"], "own");
  EXPECT_NE(own["results"], usual["results"]);
  EXPECT_THAT(eval("--runs 1 --episodes 3 --shape own").output, Tells("; --shape own"));
}

TEST_F(EvalCommand, PrintsMarkdownAndJsonWhenAsked) {
  EXPECT_THAT(eval("--runs 1 --episodes 2 --markdown").output, Tells("|---|---:|", "| 1-shot |"));
  const auto printed = eval("--runs 1 --episodes 2 --json -");
  EXPECT_EQ(json::parse(printed.output)["results"].size(), 1u);
}

TEST_F(EvalCommand, WhatDoesNotGoTogetherIsAUsageError) {
  const auto expect_usage = [&](const std::string& arguments, const auto& tells) {
    const auto done = eval(arguments);
    EXPECT_EQ(done.exit_code, 2) << arguments;
    EXPECT_THAT(done.error, tells);
  };
  expect_usage("--split 2", Tells("--split 2", "one split, all"));
  expect_usage("--episodes 0", Tells("--episodes 0"));
  expect_usage("--annotation dots", Tells("dots", "scribble"));
  expect_usage("--refine more", Tells("more", "adapt,guide"));
  expect_usage("--episodes e.jsonl --runs 3", Tells("--runs", "e.jsonl"));
  expect_usage("--episodes e.jsonl --protocol panet", Tells("--protocol", "e.jsonl"));
  expect_usage("--protocol voc", Tells("'voc'", "panet and pfenet"));
}

TEST_F(EvalCommand, TellsWhichClassesAreTooSmall) {
  const auto done = eval("--shots 5");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.error, Tells("5-shot episodes need 6 pictures", "ball"));
  for (const std::string command : {"eval", "figure --out f.png"}) {
    const auto small = run_panet(folder.path(), command + " --model W.safetensors --root support" +
                                                    kQuick + "--protocol pfenet");
    EXPECT_EQ(small.exit_code, 1);
    EXPECT_THAT(small.error, Tells("2048 or more pixels", "0 of class 1 (ball)"));
  }
}

TEST_F(EvalCommand, ABrokenPictureIsTold) {
  const auto picture = folder / "support/ball/ball2.jpg";
  const auto bytes = read_file(picture);
  std::filesystem::remove(picture);  // it is a hard link
  write_file(picture, bytes.substr(0, bytes.size() / 2));
  const auto done = eval("--runs 1 --episodes 4 --json report.json");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.error, Tells("ball2.jpg"));
  EXPECT_FALSE(std::filesystem::exists(folder / "report.json"));
}

TEST_F(EvalCommand, InterruptedItTellsWhatIsComplete) {
  // The shell shields its background jobs from SIGINT, so SIGTERM stands for Ctrl-C. The first line
  // of progress says that episodes are under way.
  const auto outcome = test::run_shell(folder.path(), R"(
      "$PANET" eval --model W.safetensors --root support --size 65 --threads 1 --runs 100 \
        --episodes 2000 --json report.json 2>progress &
      until grep -q evaluating progress || ! kill -0 $!; do sleep 0.1; done
      kill -TERM $!
      wait $!)");
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_THAT(read_file(folder / "progress"), Tells("interrupted", "only runs that were through"));
  const auto report = json::parse(read_file(folder / "report.json"));
  EXPECT_EQ(report["complete"], false);
  const auto& result = report["results"][0];
  EXPECT_EQ(result["complete"], false);
  EXPECT_LT(result["runs"].size(), 100u);
  EXPECT_EQ(result["episodes"], 2000 * result["runs"].size());
}

// Ranks that share the episodes, started by hand: all but rank 0, as processes $p1, $p2, ... Rank R
// writes what it says to R.out and R.err, its process number to R.pid.
std::string started_by_hand(int size, const std::string& arguments) {
  return fmt::format(R"(
      export WORLD_SIZE={} MASTER_ADDR=127.0.0.1 MASTER_PORT={}
      rank() {{
        export RANK=$1
        "$PANET" eval --model W.safetensors --root support --precision f32 {} {} >$1.out 2>$1.err &
        echo $! >$1.pid
        wait $!
      }}
      for r in $(seq $((WORLD_SIZE - 1))); do rank $r & eval "p$r=$!"; done
      )",
                     size, test::free_port(), kQuick, arguments);
}

TEST_F(EvalCommand, RanksComeToTheResultsOfOne) {
  if (!test::has_libtorch()) GTEST_SKIP() << "built without LibTorch, which connects ranks";
  // 50 episodes: each of three ranks has a full portion and one that is not.
  const std::string arguments = "--runs 2 --episodes 50 --annotation dense,box";
  const auto alone = report(arguments);
  const auto done = test::run_shell(
      folder.path(), started_by_hand(3, arguments + " --save-episodes $1.jsonl --json $1.json") +
                         "rank 0 || exit; wait $p1 || exit; wait $p2");
  ASSERT_EQ(done.exit_code, 0) << read_file(folder / "0.err") << read_file(folder / "2.err");
  auto shared = json::parse(read_file(folder / "0.json"));
  for (auto& result : shared["results"]) result.erase("seconds");
  EXPECT_EQ(shared, alone);
  EXPECT_THAT(read_file(folder / "0.out"), Tells("2 run(s)"));
  EXPECT_TRUE(std::filesystem::exists(folder / "0.jsonl"));
  for (const std::string other : {"1", "2"}) {
    EXPECT_EQ(read_file(folder / (other + ".out")) + read_file(folder / (other + ".err")), "");
    EXPECT_FALSE(std::filesystem::exists(folder / (other + ".json")));
    EXPECT_FALSE(std::filesystem::exists(folder / (other + ".jsonl")));
  }
}

TEST_F(EvalCommand, AnErrorOnOneRankEndsAll) {
  if (!test::has_libtorch()) GTEST_SKIP() << "built without LibTorch, which connects ranks";
  const auto done = test::run_shell(
      folder.path(),
      started_by_hand(2, "--runs 1000 --episodes 1000 $([ $1 = 1 ] && echo --seed 9)") +
          "rank 0; echo $?; wait $p1; echo $?");
  EXPECT_EQ(done.output, "1\n1\n");
  EXPECT_THAT(read_file(folder / "1.err"), Tells("rank 1 has other", "episodes than rank 0"));
  EXPECT_THAT(read_file(folder / "0.err"), Tells("rank 1 of 2 ended with an error"));
}

TEST_F(EvalCommand, AnInterruptionOfOneRankEndsAll) {
  if (!test::has_libtorch()) GTEST_SKIP() << "built without LibTorch, which connects ranks";
  const auto done = test::run_shell(
      folder.path(), started_by_hand(2, "--runs 1000 --episodes 1000 --json $1.json") + R"(
      rank 0 & p0=$!
      until grep -q evaluating 0.err || ! kill -0 $p0; do sleep 0.1; done
      kill -TERM $(cat 1.pid)
      wait $p0; echo $?; wait $p1; echo $?)");
  EXPECT_EQ(done.output, "130\n130\n");
  EXPECT_THAT(read_file(folder / "0.err"), Tells("interrupted", "only runs that were through"));
  EXPECT_EQ(json::parse(read_file(folder / "0.json"))["complete"], false);
}

TEST_F(EvalCommand, FigureDrawsTheBestAndTheWorst) {
  const auto done = run_panet(folder.path(), "figure --model W.safetensors --root support" +
                                                 kQuick + "--episodes 6 --rows 1 --out f.png");
  ASSERT_EQ(done.exit_code, 0) << done.error;
  EXPECT_THAT(done.output, Tells("best", "median", "worst", "ball/ball"));
  const auto sheet = decode_picture(folder / "f.png");
  EXPECT_GT(sheet.height(), 3 * 180);  // three rows of
  EXPECT_GT(sheet.width(), 3 * 240);   // support, truth and prediction
}

}  // namespace
}  // namespace panet
