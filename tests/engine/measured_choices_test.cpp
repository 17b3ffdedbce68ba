#include "engine/measured_choices.h"

#include <atomic>
#include <thread>

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

TEST(MeasuredChoices, WithoutAFolderTheFirstWayIsTaken) {
  for (const auto* folder : {"", "/proc/no-such-folder"})
    EXPECT_EQ(MeasuredChoices(folder, "1").choose("which?", kWays, must_not_be_measured), "first");
}

TEST(MeasuredChoices, ADamagedFileIsAsGoodAsNone) {
  const test::TemporaryFolder folder;
  MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().extension() == ".json") test::write_file(entry.path(), "{\"choices\": 3");
  EXPECT_EQ(MeasuredChoices(folder.path(), "1").choose("which?", kWays, seconds), "second");
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
