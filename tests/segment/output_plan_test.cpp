#include "segment/output_plan.h"

#include "image/png.h"
#include "panet/base/error.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;
using testing::HasSubstr;
using testing::Not;

void write_own(const fs::path& file) {
  fs::create_directories(file.parent_path());
  write_index_png(file, Labels(2, 2), voc_palette(), {{"panet", "ours"}});
}

struct OutputPlans : testing::Test {
  OutputPlans() {
    write_file(folder / "photos/a.png", "a photograph");
    write_file(folder / "photos/drawn.png", "an afternoon of drawing");
    write_own(folder / "photos/ours.png");
  }

  // What is said about `output` where photos/a.png is read; empty where nothing is.
  std::string trouble(const fs::path& output, bool overwrite = false) const {
    OutputPlan plan(overwrite);
    plan.reads(folder / "photos/a.png");
    plan.writes(output, "--out");
    try {
      plan.check();
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  }

  TemporaryFolder folder;
};

TEST_F(OutputPlans, LetNewFilesAndOwnOnesBeWritten) {
  EXPECT_EQ(trouble(folder / "photos/b.png"), "");
  EXPECT_EQ(trouble(folder / "photos/ours.png"), "");
}

TEST_F(OutputPlans, NeverReplaceWhatIsRead) {
  for (const bool overwrite : {false, true})
    EXPECT_THAT(trouble(folder / "photos/a.png", overwrite),
                Tells("photos/a.png would be overwritten", "say another --out"));
  EXPECT_THAT(trouble(folder / "photos/a.png"), Not(HasSubstr("or overwrite")));
}

TEST_F(OutputPlans, KnowAFileByWhateverName) {
  fs::create_directory_symlink("photos", folder / "way");
  fs::create_symlink("photos/a.png", folder / "link.png");
  fs::create_hard_link(folder / "photos/a.png", folder / "same.png");
  for (const auto* name : {"way/a.png", "link.png", "same.png", "photos/../photos/./a.png"})
    EXPECT_THAT(trouble(folder / name, /*overwrite=*/true), HasSubstr("would be overwritten"))
        << name;
}

TEST_F(OutputPlans, KnowAnOwnFileThatIsReadAsWell) {
  OutputPlan plan(/*overwrite=*/true);
  plan.reads(folder / "photos/ours.png");
  plan.writes(folder / "photos/ours.png", "--coco");
  EXPECT_THAT(error_of([&] { plan.check(); }), Tells("ours.png", "say another --coco"));
}

TEST_F(OutputPlans, KnowAFileThatIsReadBeforeItIsThere) {
  OutputPlan plan(/*overwrite=*/false);
  plan.reads(folder / "photos/later.png");
  plan.writes(folder / "photos/later.png", "--out");
  EXPECT_THAT(error_of([&] { plan.check(); }), Tells("later.png would be overwritten"));
}

TEST_F(OutputPlans, ReplaceOthersWorkOnlyWhereAsked) {
  EXPECT_THAT(trouble(folder / "photos/drawn.png"),
              Tells("photos/drawn.png would be overwritten", "panet did not write",
                    "say another --out, or overwrite"));
  EXPECT_EQ(trouble(folder / "photos/drawn.png", /*overwrite=*/true), "");
}

TEST_F(OutputPlans, TakeEmptyFilesDevicesAndPipesAsFree) {
  write_file(folder / "empty.json", "");
  EXPECT_EQ(trouble(folder / "empty.json"), "");
  for (const auto* name : {"/dev/null", "/dev/stdout", "/dev/stderr"})
    EXPECT_EQ(trouble(name), "") << name;
}

TEST_F(OutputPlans, KeepAllOfAFolderThatIsReadButOwnFiles) {
  OutputPlan plan(/*overwrite=*/true);
  plan.reads_below(folder / "photos");
  plan.writes(folder / "photos/ours.png", "--out");
  plan.writes(folder / "photos/new.png", "--out");
  write_own(folder / "photos2/ours.png");
  plan.writes(folder / "photos2/drawn.png", "--out");
  EXPECT_NO_THROW(plan.check());
  plan.writes(folder / "photos/drawn.png", "--out");
  EXPECT_THAT(error_of([&] { plan.check(); }), Tells("photos/drawn.png"));
}

TEST_F(OutputPlans, WriteNoFileTwice) {
  fs::create_directory_symlink("photos", folder / "way");
  OutputPlan plan(/*overwrite=*/true);
  plan.writes(folder / "photos/new.png", "--out");
  plan.writes(folder / "photos/other.png", "--out");
  plan.writes(folder / "way/new.png", "--sheet");
  EXPECT_THAT(error_of([&] { plan.check(); }),
              Tells("way/new.png would be written twice", "--sheet"));
}

TEST_F(OutputPlans, WantFoldersThatAreThere) {
  EXPECT_THAT(trouble(folder / "nowhere/b.json"), Tells("nowhere", "No such file or directory"));
  EXPECT_THAT(trouble(folder / "photos/a.png/b.json"), Tells("photos/a.png", "Not a directory"));
}

TEST_F(OutputPlans, LetFoldersBeMadeWhereFilesCanBe) {
  const auto plan_below = [this](const fs::path& made) {
    OutputPlan plan(/*overwrite=*/false);
    plan.makes(made);
    plan.writes(made / "below/b.png", "--out");
    plan.check();
  };
  EXPECT_NO_THROW(plan_below(folder / "new/newer"));
  EXPECT_FALSE(fs::exists(folder / "new"));
  EXPECT_THAT(error_of([&] { plan_below(folder / "photos/a.png"); }),
              Tells("photos/a.png", "Not a directory"));
  EXPECT_THAT(error_of([&] { plan_below("/proc/new"); }), Tells("/proc", "cannot write"));
}

TEST_F(OutputPlans, TellTheFirstFilesAndHowManyMore) {
  OutputPlan plan(/*overwrite=*/false);
  for (int i = 0; i < 9; ++i) {
    const auto file = folder / ("photos/" + std::to_string(i) + ".png");
    write_file(file, "a photograph");
    plan.reads(file);
  }
  for (int i = 0; i < 9; ++i)
    plan.writes(folder / ("photos/" + std::to_string(i) + ".png"), "--out");
  EXPECT_THAT(error_of([&] { plan.check(); }), Tells("0.png", "4.png", "and 4 more"));
}

TEST_F(OutputPlans, AtTheLastMomentLookAtOneFileAgain) {
  const auto photograph = folder / "photos/a.png", drawn = folder / "photos/drawn.png";
  EXPECT_NO_THROW(require_replaceable(folder / "photos/new.png", photograph, false));
  EXPECT_NO_THROW(require_replaceable(folder / "photos/ours.png", photograph, false));
  EXPECT_NO_THROW(require_replaceable(drawn, photograph, true));
  EXPECT_THAT(error_of([&] { require_replaceable(drawn, photograph, false); }),
              Tells("drawn.png", "panet did not write"));
  EXPECT_THAT(error_of([&] { require_replaceable(photograph, photograph, true); }),
              Tells("a.png", "that is read"));
}

}  // namespace
}  // namespace panet
