#include <fmt/format.h>
#include <sys/stat.h>

#include "toy_project.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using panet::test::EnvironmentVariable;
using panet::test::error_of;
using panet::test::Tells;
using panet::test::TemporaryFolder;
using test::ToyProject;

TEST(Home, LiesBesideThePhotographs) {
  TemporaryFolder folder;
  fs::create_directory(folder / "photos");
  const fs::path beside = fs::canonical(folder.path()) / "photos.panet";
  EXPECT_EQ(default_home(folder / "photos"), beside);
  EXPECT_EQ(default_home(folder / "photos/"), beside);
  EXPECT_FALSE(fs::exists(beside));
}

TEST(Home, LiesAmongTheUsersDataWhereItDidBefore) {
  TemporaryFolder folder;
  fs::create_directory(folder / "photos");
  const EnvironmentVariable data("XDG_DATA_HOME", (folder / "data").string());
  // The root of all has no folder beside it.
  const fs::path of_root = default_home("/");
  EXPECT_EQ(of_root.parent_path(), folder / "data" / "panet");
  // Folders of one name are told apart.
  fs::create_directories(folder / "other" / "photos");
  EXPECT_NE(default_home(folder / "photos"), default_home(folder / "other" / "photos"));
}

TEST(Home, IsRefusedInThePhotographs) {
  TemporaryFolder folder;
  fs::create_directory(folder / "photos");
  EXPECT_THAT(error_of([&] { Project(folder / "photos/home", folder / "photos"); }),
              Tells("photos/home", "never written to"));
  EXPECT_TRUE(fs::is_empty(folder / "photos"));
  EXPECT_THAT(error_of([&] { Project(folder / "home", folder / "none"); }), Tells("no folder"));
}

TEST(Home, IsMadeForItsOwnerAlone) {
  ToyProject project;
  struct stat home {
  }, address{};
  ASSERT_EQ(::stat(project.home().c_str(), &home), 0);
  ASSERT_EQ(::stat((project.home() / "address").c_str(), &address), 0);
  EXPECT_EQ(home.st_mode & 0777, 0700u);
  EXPECT_EQ(address.st_mode & 0777, 0600u);
}

TEST(Home, TellsItsAddressToItsOwnerAloneWhateverWasThere) {
  ToyProject project;
  const auto address = project.home() / "address";
  project.close();
  fs::permissions(address, fs::perms(0666));
  project.open();
  EXPECT_EQ(fs::status(address).permissions(), fs::perms(0600));
  project.close();
  fs::rename(address, project.folder() / "elsewhere");
  fs::create_symlink(project.folder() / "elsewhere", address);
  EXPECT_NE(error_of([&] { project.open(); }), "");
  fs::remove(address);
  fs::create_hard_link(project.folder() / "elsewhere", address);
  EXPECT_THAT(error_of([&] { project.open(); }), Tells("address", "this account's alone"));
}

TEST(Home, HasOneServerAndNamesIt) {
  ToyProject project;
  const auto opened = [&] { Project(project.home(), project.photos()); };
  EXPECT_THAT(error_of(opened), Tells("photos.panet", "another server has this project"));
  project->tell_address("http://127.0.0.1:8080/?token=abc");
  EXPECT_THAT(error_of(opened),
              Tells("another server has this project: http://127.0.0.1:8080/?token=abc"));
  project.close();
  opened();
}

TEST(Home, BelongsToOneFolderOfPhotographs) {
  ToyProject project;
  project.close();
  fs::create_directory(project.folder() / "others");
  EXPECT_THAT(error_of([&] { Project(project.home(), project.folder() / "others"); }),
              Tells("project.sqlite", "it is the project of", "/photos, not of", "/others"));
}

TEST(Home, IsMovedTogetherWithItsPhotographs) {
  ToyProject project;
  project->add_class("mug", {}, false);
  project.close();
  fs::create_directory(project.folder() / "moved");
  for (const char* name : {"photos", "photos.panet"})
    fs::rename(project.folder() / name, project.folder() / "moved" / name);
  const Project moved(project.folder() / "moved/photos.panet", project.folder() / "moved/photos");
  EXPECT_EQ(moved.classes().at(0).name, "mug");
}

}  // namespace
}  // namespace panet::serve
