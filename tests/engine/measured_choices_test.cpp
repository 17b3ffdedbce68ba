#include "engine/measured_choices.h"

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "panet/base/note.h"
#include "support.h"

namespace panet {
namespace {

const std::vector<std::string> kWays = {"first", "second"};

// The second way is the faster one.
double seconds(const std::string& way) {
  return way == "first" ? 2 : 1;
}

double must_not_be_measured(const std::string& way) {
  ADD_FAILURE() << "measured " << way;
  return 0;
}

TEST(MeasuredChoices, TakeTheFastest) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds), "second");
}

TEST(MeasuredChoices, AreRemembered) {
  const test::TemporaryFolder folder;
  MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds);
  EXPECT_EQ(MeasuredChoices(folder.path(), "1").choose("which?", kWays, must_not_be_measured),
            "second");
}

TEST(MeasuredChoices, AreMeasuredAnewForAnotherVersionAndForOtherWays) {
  const test::TemporaryFolder folder;
  MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds);
  int measured = 0;
  const auto count = [&](const std::string&) { return static_cast<double>(++measured); };
  EXPECT_EQ(MeasuredChoices(folder.path(), "2").choose("which?", kWays, count), "first");
  EXPECT_EQ(MeasuredChoices(folder.path(), "1").choose("which?", {"third", "fourth"}, count),
            "third");
  EXPECT_EQ(measured, 4);
}

TEST(MeasuredChoices, OneWayNeedsNoMeasuring) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(MeasuredChoices(folder.path(), "1").choose("which?", {"only"}, must_not_be_measured),
            "only");
}

TEST(SquareSide, IsOfTheAreaOfAnyShape) {
  EXPECT_EQ(square_side(53, 53), 53);
  EXPECT_EQ(square_side(46, 61), 53);
  EXPECT_EQ(square_side(91, 31), 53);
  EXPECT_EQ(square_side(1, 1), 1);
}

TEST(MeasuredChoices, WithoutAFolderTheFirstWayIsTaken) {
  for (const auto* folder : {"", "/proc/no-such-folder"})
    EXPECT_EQ(MeasuredChoices(folder, "1").choose("which?", kWays, must_not_be_measured), "first");
}

// The file that choices are in.
std::filesystem::path file_in(const test::TemporaryFolder& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().extension() == ".json") return entry.path();
  return {};
}

TEST(MeasuredChoices, ADamagedFileIsAsGoodAsNoneAndWrittenAnew) {
  const test::TemporaryFolder folder;
  MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds);
  const auto file = file_in(folder);
  const auto whole = test::read_file(file);
  auto other_choices = nlohmann::json::parse(whole);
  other_choices["choices"] = {{"which?", 1}};
  auto no_list = other_choices;
  no_list["choices"] = "second";
  for (const auto& damaged :
       {std::string("{\"choices\": 3"), std::string("{\"machine\": 1}"),
        std::string("{\"machine\": null, \"choices\": []}"), std::string("[1, 2]"),
        std::string("7"), std::string(), std::string(9, '\0'), std::string(200'000, '['),
        other_choices.dump(), no_list.dump()}) {
    test::write_file(file, damaged);
    EXPECT_EQ(MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds), "second");
    EXPECT_EQ(test::read_file(file), whole) << damaged.substr(0, 80);
  }
}

TEST(MeasuredChoices, DoNotWaitForEverForAnotherProcess) {
  const test::TemporaryFolder folder;
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  const FileLock held(folder / "lock", std::chrono::seconds(0));
  ASSERT_EQ(held.state(), FileLock::State::kHeld);
  MeasuredChoices choices(folder.path(), "1", std::chrono::milliseconds(50));
  for (const auto* question : {"which?", "and which?"})
    EXPECT_EQ(choices.choose(question, kWays, must_not_be_measured), "first");
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_THAT(notes[0], testing::HasSubstr("another process"));
}

TEST(MeasuredChoices, AreMeasuredOnceByThoseWhoAskAtTheSameTime) {
  const test::TemporaryFolder folder;
  std::atomic<int> measured = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < 8; ++i)
    askers.emplace_back([&] {
      MeasuredChoices choices(folder.path(), "1");
      EXPECT_EQ(choices.choose("which?", kWays,
                               [&](const std::string& way) {
                                 ++measured;
                                 return seconds(way);
                               }),
                "second");
    });
  for (auto& asker : askers) asker.join();
  EXPECT_EQ(measured, 2);
}

}  // namespace
}  // namespace panet
