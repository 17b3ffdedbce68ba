#include "panet/episode/episode_file.h"

#include "panet/base/note.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::error_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;
using test::ToyDataset;
using test::write_file;

struct EpisodeFile : testing::Test {
  // The message for a file of one line.
  std::string error_of_line(const std::string& line) const {
    write_file(folder / "e.jsonl", line + "\n");
    return error_of([&] { read_episodes(folder / "e.jsonl", dataset); });
  }

  ToyDataset dataset{3, 4};
  TemporaryFolder folder;
};

constexpr const char* kGoodLine =
    R"({"split": "1", "ways": 1, "shots": 2, "run": 1, "classes": ["class 2"], "class_ids": [2],)"
    R"( "support": [["2-0", "2-3"]], "queries": ["2-1"]})";

TEST_F(EpisodeFile, ReadsBackWhatWasWritten) {
  std::vector<EpisodeSet> sets;
  for (const int run : {1, 2}) {
    const EpisodeOptions options = {
        .ways = 2, .shots = 3, .queries = 1, .seed = static_cast<uint64_t>(run)};
    sets.push_back({.split = "all",
                    .ways = 2,
                    .shots = 3,
                    .run = run,
                    .episodes = EpisodeSampler(dataset, fold_of_all(3), options).episodes(20)});
  }
  write_episodes(folder / "e.jsonl", sets, dataset);
  const auto read = read_episodes(folder / "e.jsonl", dataset);
  ASSERT_EQ(read.size(), 2u);
  for (std::size_t s = 0; s < 2; ++s) {
    EXPECT_EQ(read[s].run, sets[s].run);
    EXPECT_EQ(read[s].split, "all");
    ASSERT_EQ(read[s].episodes.size(), 20u);
    for (std::size_t i = 0; i < 20; ++i) {
      EXPECT_EQ(read[s].episodes[i].classes, sets[s].episodes[i].classes);
      EXPECT_EQ(read[s].episodes[i].support, sets[s].episodes[i].support);
      EXPECT_EQ(read[s].episodes[i].queries, sets[s].episodes[i].queries);
    }
  }
}

TEST_F(EpisodeFile, NamesPicturesAndClasses) {
  write_file(folder / "e.jsonl", std::string(kGoodLine) + "\n");
  const auto sets = read_episodes(folder / "e.jsonl", dataset);
  ASSERT_EQ(sets.size(), 1u);
  EXPECT_EQ(sets[0].episodes[0].support, (std::vector<std::vector<std::size_t>>{{4, 7}}));
  write_episodes(folder / "again.jsonl", sets, dataset);
  EXPECT_THAT(read_file(folder / "again.jsonl"), Tells("class 2", "2-3", "\"queries\""));
}

TEST_F(EpisodeFile, TellsFileLineAndFault) {
  EXPECT_THAT(error_of_line(std::string(kGoodLine) + "\n{"), Tells("e.jsonl: line 2", "JSON"));
  EXPECT_THAT(error_of_line("[]"), Tells("line 1", "JSON object"));
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_THAT(error_of_line("{\"ways\": " + deep + "}"), Tells("line 1", "JSON object"));
  EXPECT_THAT(error_of_line(R"({"split": "1"})"), Tells("line 1", "\"ways\""));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_F(EpisodeFile, TellsWhatDoesNotFitTheDataSet) {
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "\"2-3\"", "\"9-9\"")), Tells("9-9"));
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "[2]", "[17]")), Tells("no class 17"));
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "[\"2-1\"]", "[\"1-1\"]")),
              Tells("1-1", "holds no class"));
}

TEST_F(EpisodeFile, TellsSupportsThatDoNotHoldTheirClass) {
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "\"2-3\"", "\"3-1\"")),
              Tells("line 1", "support \"3-1\"", "its class, class 2"));
}

TEST_F(EpisodeFile, TellsClassesThatAreThereTwice) {
  const std::string twice =
      R"({"split": "1", "ways": 2, "shots": 1, "run": 1, "class_ids": [2, 2],)"
      R"( "support": [["2-0"], ["2-3"]], "queries": ["2-1"]})";
  EXPECT_THAT(error_of_line(twice), Tells("line 1", "class 2 is there twice"));
}

TEST_F(EpisodeFile, NotesQueriesThatAreAmongTheSupports) {
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  const auto shown = replaced(kGoodLine, "[\"2-1\"]", "[\"2-3\"]");
  const std::string good = kGoodLine;
  write_file(folder / "e.jsonl", good + "\n" + shown + "\n" + shown + "\n");
  EXPECT_EQ(read_episodes(folder / "e.jsonl", dataset)[0].episodes.size(), 3u);
  EXPECT_THAT(notes, testing::ElementsAre(Tells("e.jsonl: 2 episode(s)", "in line 2")));
}

TEST_F(EpisodeFile, MarksQueriesThatAreMeantToHoldNoneOfTheClasses) {
  const std::vector<EpisodeSet> sets = {
      {.split = "1",
       .shots = 2,
       .episodes = {{.classes = {2}, .support = {{4, 7}}, .queries = {5}},
                    {.classes = {2}, .support = {{4, 7}}, .queries = {0}}}}};
  write_episodes(folder / "e.jsonl", sets, dataset);
  const auto text = read_file(folder / "e.jsonl");
  EXPECT_EQ(text.find("\"absent\":true"), text.rfind("absent") - 1) << "of one episode alone";
  const auto back = read_episodes(folder / "e.jsonl", dataset);
  EXPECT_THAT(back[0].episodes[1].queries, testing::ElementsAre(0));
}

TEST_F(EpisodeFile, TellsNumbersThatDoNotFitWaysAndShots) {
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "\"shots\": 2", "\"shots\": 3")),
              Tells("3 support pictures"));
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "\"ways\": 1", "\"ways\": 2")), Tells("2 classes"));
  EXPECT_THAT(error_of_line(replaced(kGoodLine, "[\"2-1\"]", "[]")), Tells("a query"));
}

TEST_F(EpisodeFile, NumbersThatAreNoWholeNumbersOfTheRangeAreTold) {
  for (const std::string value : {"4294967297", "-4294967295", "1e300", "1.5",
                                  "18446744073709551615", "true", "\"1\"", "[1]", "null"}) {
    for (const std::string key : {"ways", "run"})
      EXPECT_THAT(
          error_of_line(replaced(kGoodLine, "\"" + key + "\": 1", "\"" + key + "\": " + value)),
          Tells("line 1", "\"" + key + "\" is", "whole number"))
          << value;
    EXPECT_THAT(error_of_line(replaced(kGoodLine, "[2]", "[" + value + "]")),
                Tells("\"class_ids\" is", "whole number"))
        << value;
  }
}

TEST_F(EpisodeFile, EmptyOrMissingFilesAreErrors) {
  EXPECT_THAT(error_of_line(""), Tells("e.jsonl", "no episode"));
  EXPECT_THAT(error_of([&] { read_episodes(folder / "none", dataset); }), Tells("none"));
}

}  // namespace
}  // namespace panet
