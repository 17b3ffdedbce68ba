#include <fmt/format.h>

#include <fstream>
#include <random>

#include "panet/base/error.h"
#include "serve/project/database.h"
#include "serve/project/file_system.h"
#include "toy_project.h"

#include <linux/magic.h>

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::read_file;
using panet::test::Tells;
using panet::test::write_file;
using test::box;
using test::box_mask;
using test::list;
using test::prediction;
using test::stroke;
using test::ToyProject;

std::string error_of_opening(ToyProject& project) {
  return error_of([&] { project.open(); });
}

// Runs SQL on the file of a project that is closed.
void damage(ToyProject& project, const std::string& sql) {
  project.close();
  Database(project.file()).run_script(sql);
}

TEST(HostileProject, ALaterVersionIsRefused) {
  ToyProject project;
  damage(project, "PRAGMA user_version = 99");
  EXPECT_THAT(error_of_opening(project), Tells("project.sqlite", "later version", "99"));
}

TEST(HostileProject, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  ToyProject project;
  project.close();
  std::filesystem::remove(project.file().string() + "-wal");
  write_file(project.file(), std::string(5000, 'x'));
  EXPECT_THAT(error_of_opening(project), Tells("project.sqlite", "no database"));
  EXPECT_EQ(read_file(project.file()), std::string(5000, 'x'));
}

TEST(HostileProject, ADatabaseOfAnotherProgramIsRefused) {
  ToyProject project;
  damage(project, "PRAGMA application_id = 0");
  EXPECT_THAT(error_of_opening(project), Tells("another program"));
}

// A project with a mask of each kind.
class DamagedProject : public testing::Test {
 protected:
  DamagedProject() {
    project->edit(picture, mug, {stroke(3, 1, 9)});
    project->put_predictions(picture, list(prediction(mug, box_mask(1, 9, 1, 9)),
                                           prediction(cup, box_mask(1, 9, 1, 9))));
    project->decide(picture, cup, Decision::kAccepted);
    project->divide(picture, cup, {{.points = {{5, 0}, {5, 20}}}});
  }

  // Reads all that there is.
  void read_all() {
    project->counts();
    for (const auto& row : project->pictures({}).pictures) {
      project->classes_in(row.id);
      project->masks(row.id);
      project->painting(row.id, mug);
      project->file_of(row.id);
    }
    for (const auto& support : project->supports()) project->lesson(support);
    project->undecided();
    while (project->can_undo()) project->undo();
    while (project->can_redo()) project->redo();
  }

  std::string error_after(const std::string& sql) {
    damage(project, sql);
    project.open();
    return error_of([&] { read_all(); });
  }

  ToyProject project;
  PictureId picture = project.add({"a.jpg"})[0];
  ClassId mug = project->add_class("mug", {}, false).id,
          cup = project->add_class("cup", {}, false).id;
};

TEST_F(DamagedProject, ReadsAllOfAWholeOne) {
  read_all();
}

TEST_F(DamagedProject, MasksThatDoNotFitAreTold) {
  EXPECT_THAT(error_after("UPDATE predictions SET mask = x'3132'"),
              Tells("project.sqlite", "predicted mask is damaged"));
  EXPECT_THAT(error_after("UPDATE said SET mask = x'ff' WHERE decision = 1"),
              Tells("project.sqlite", "mask is damaged"));
}

TEST_F(DamagedProject, PaintingsThatDoNotFitAreTold) {
  EXPECT_THAT(error_after("UPDATE said SET painting = x'00' WHERE painting IS NOT NULL"),
              Tells("project.sqlite", "painted is damaged"));
}

TEST_F(DamagedProject, LinesThatAreNoneAreTold) {
  EXPECT_THAT(error_after("UPDATE said SET lines = x'5b5b'"),
              Tells("project.sqlite", "lines", "damaged"));
}

TEST_F(DamagedProject, NumbersThatMeanNothingAreTold) {
  EXPECT_THAT(error_after("UPDATE pictures SET status = 77"), Tells("project.sqlite", "77"));
  EXPECT_THAT(error_after("UPDATE pictures SET status = 1, height = 1000000000"),
              Tells("project.sqlite", "1000000000"));
  EXPECT_THAT(error_after("UPDATE pictures SET height = -20"), Tells("project.sqlite", "-20"));
  EXPECT_THAT(error_after("UPDATE pictures SET height = 20; UPDATE said SET decision = 5"),
              Tells("project.sqlite", "5"));
}

TEST_F(DamagedProject, ValuesOfAnotherKindAreTold) {
  EXPECT_THAT(error_after("UPDATE predictions SET presence = 'much'"),
              Tells("project.sqlite", "presence holds no number"));
}

TEST_F(DamagedProject, NamesNeverLeadOutOfTheFolder) {
  EXPECT_THAT(error_after("UPDATE pictures SET name = CAST('../../etc/passwd' AS BLOB)"),
              Tells("project.sqlite", "leads out"));
  EXPECT_THAT(error_after("UPDATE pictures SET name = CAST('/etc/passwd' AS BLOB)"),
              Tells("leads out"));
  EXPECT_THAT(error_after("UPDATE pictures SET upload = CAST('a/../../b' AS BLOB)"),
              Tells("leads out"));
}

TEST_F(DamagedProject, UploadsAreNoLinks) {
  project.close();
  const auto uploads = project.home() / "uploads";
  write_file(project.folder() / "victim.txt", "a secret");
  std::filesystem::create_symlink(project.folder() / "victim.txt", uploads / "k.jpg");
  EXPECT_THAT(error_after("UPDATE pictures SET upload = CAST('k.jpg' AS BLOB)"),
              Tells("leads out"));
  project.close();
  std::filesystem::remove_all(uploads);
  std::filesystem::create_directory_symlink(project.folder(), uploads);
  EXPECT_THAT(error_of_opening(project), Tells("uploads", "is a link"));
}

TEST_F(DamagedProject, NamesOfClassesAreThoseThatCanBeGiven) {
  const auto error_of_classes = [this](const std::string& name) {
    damage(project, "UPDATE classes SET name = " + name + " WHERE id = 1");
    project.open();
    return error_of([&] { project->classes(); });
  };
  for (const std::string name : {"CAST('../../../evil/x' AS BLOB)", "x'6d750a67'", "x'ff41'"})
    EXPECT_THAT(error_of_classes(name), Tells("project.sqlite", "damaged", "name for a class"))
        << name;
}

// The journal of a change to two databases: SQLite rolls it back, and deletes the file that it
// names (sqlite.org/fileformat2.html, 3).
TEST(HostileProject, AJournalThatNamesAnotherFileIsRefusedAndTheFileStays) {
  ToyProject project;
  project.close();
  const auto victim = project.folder() / "victim.txt";
  write_file(victim, "precious");
  write_file(project.file().string() + "-journal",
             std::string(512, '\0') + victim.string() + "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7");
  EXPECT_THAT(error_of_opening(project), Tells("project.sqlite-journal", "names another file"));
  EXPECT_EQ(read_file(victim), "precious");
}

TEST_F(DamagedProject, TriggersOfAStrangerAreNotRun) {
  damage(project, "CREATE TRIGGER t AFTER UPDATE ON project BEGIN DELETE FROM pictures; END");
  project.open();
  project->set_threshold(picture, mug, 1);
  EXPECT_EQ(project->counts().total, 1);
}

TEST_F(DamagedProject, BytesChangedAnywhereAreReadOrTold) {
  project.close();
  const std::string whole = read_file(project.file());
  std::mt19937 random(11);
  int told = 0;
  for (int i = 0; i < 200; ++i) {
    std::string bytes = whole;
    for (int flips = 0; flips < 20; ++flips)
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    std::ofstream(project.file(), std::ios::binary) << bytes;
    try {
      project.open();
      read_all();
    } catch (const Error& error) {
      ++told;
    }
    project.close();
  }
  EXPECT_GT(told, 50);
}

TEST(FileSystem, OfAnotherMachineIsKnownByItsNumber) {
  EXPECT_TRUE(may_be_remote(NFS_SUPER_MAGIC));
  EXPECT_TRUE(may_be_remote(0xff534d42));                        // CIFS
  EXPECT_TRUE(may_be_remote(static_cast<int32_t>(0xfe534d42)));  // SMB2, where the type has 32 bits
  EXPECT_TRUE(may_be_remote(FUSE_SUPER_MAGIC));
  EXPECT_FALSE(may_be_remote(EXT4_SUPER_MAGIC));
  EXPECT_FALSE(may_be_remote(TMPFS_MAGIC));
}

}  // namespace
}  // namespace panet::serve
