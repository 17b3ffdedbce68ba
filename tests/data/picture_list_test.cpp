#include "panet/data/picture_list.h"

#include <fmt/format.h>

#include <sstream>

#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::Tells;
using testing::ElementsAre;

class PictureList : public testing::Test {
 protected:
  // Lists never open a picture: any content will do.
  void touch(const std::vector<std::string>& names) const {
    for (const std::string& name : names) test::write_file(folder / name, "");
  }

  std::string at(const std::string& name) const { return (folder / name).string(); }

  // "NAME ← PATH below the folder of the test" for each picture listed.
  std::vector<std::string> listed(const std::vector<std::string>& inputs) const {
    std::vector<std::string> lines;
    for (const ListedPicture& picture : list_pictures(inputs))
      lines.push_back(picture.name.string() + " ← " +
                      picture.path.lexically_relative(folder.path()).string());
    return lines;
  }

  test::TemporaryFolder folder;
};

TEST_F(PictureList, FilesComeAsTheyAreInTheOrderGiven) {
  touch({"b.jpg", "sub/a.webp"});
  EXPECT_THAT(listed({at("b.jpg"), at("sub/a.webp")}), ElementsAre("b ← b.jpg", "a ← sub/a.webp"));
}

TEST_F(PictureList, AFileThatDoesNotExistStaysInTheList) {
  EXPECT_THAT(listed({at("none.jpg")}), ElementsAre("none ← none.jpg"));
}

TEST_F(PictureList, AFolderGivesEveryPictureBelowItWithATreeOfNames) {
  touch({"in/z.jpg", "in/B.PNG", "in/sub/deep/c.tiff", "in/sub/a.jpeg", "in/notes.txt",
         "in/Thumbs.db"});
  EXPECT_THAT(listed({at("in")}), ElementsAre("B ← in/B.PNG", "sub/a ← in/sub/a.jpeg",
                                              "sub/deep/c ← in/sub/deep/c.tiff", "z ← in/z.jpg"));
  EXPECT_EQ(listed({at("in/")}).size(), 4u);
}

TEST_F(PictureList, InFoldersAnnotationsAreLeftOut) {
  touch({"a.jpg", "a.png", "b.png", "b.mask.png", "c.jpg", "c.scribble.png", "d.jpg", "d.box.txt",
         "e.jpg", "e.json", "F.JPG", "F.PNG"});
  EXPECT_THAT(listed({folder.path().string()}), ElementsAre("F ← F.JPG", "a ← a.jpg", "b ← b.png",
                                                            "c ← c.jpg", "d ← d.jpg", "e ← e.jpg"));
}

TEST_F(PictureList, AnAnnotationNamedItselfIsTakenAsAPicture) {
  touch({"a.jpg", "a.scribble.png"});
  EXPECT_THAT(listed({at("a.scribble.png")}), ElementsAre("a.scribble ← a.scribble.png"));
}

TEST_F(PictureList, HiddenFilesAndFoldersAreLeftOut) {
  touch({"a.jpg", ".b.jpg", ".hidden/c.jpg", "._d.jpg"});
  EXPECT_THAT(listed({folder.path().string()}), ElementsAre("a ← a.jpg"));
}

TEST_F(PictureList, SymbolicLinksAreFollowedAndLoopsEnd) {
  touch({"in/a.jpg", "in/sub/b.jpg", "elsewhere/c.jpg"});
  fs::create_directory_symlink(folder / "in", folder / "in/sub/loop");
  fs::create_directory_symlink(folder / "elsewhere", folder / "in/link");
  fs::create_directory_symlink(folder / "elsewhere", folder / "in/second");
  fs::create_symlink(folder / "nowhere.jpg", folder / "in/broken.jpg");
  EXPECT_THAT(listed({at("in")}),
              ElementsAre("a ← in/a.jpg", "link/c ← in/link/c.jpg", "sub/b ← in/sub/b.jpg"));
}

TEST_F(PictureList, GlobPatternsAreExpandedToThePicturesThatMatch) {
  touch({"b1.jpg", "b2.jpg", "b2.png", "b10.jpg", "c.jpg", "b.txt", "dir/b/x.jpg", "dir/c/x.jpg"});
  EXPECT_THAT(listed({at("b*")}), ElementsAre("b1 ← b1.jpg", "b10 ← b10.jpg", "b2 ← b2.jpg"));
  EXPECT_THAT(listed({at("b?.jpg")}), ElementsAre("b1 ← b1.jpg", "b2 ← b2.jpg"));
  EXPECT_THAT(listed({at("[ac].jpg")}), ElementsAre("c ← c.jpg"));
  EXPECT_THAT(listed({at("dir/[b]")}), ElementsAre("x ← dir/b/x.jpg"))
      << "folders that match are entered";
}

TEST_F(PictureList, AMaskIsToldByItsOwnFolderNotByOthersThatMatch) {
  touch({"one/a.jpg", "two/a.png", "two/b.jpg", "two/b.png"});
  EXPECT_THAT(listed({at("t*/*.png")}), ElementsAre("a ← two/a.png"));
}

TEST_F(PictureList, AFileWhoseNameLooksLikeAPatternIsTakenAsItIs) {
  touch({"a[1].jpg", "a1.jpg"});
  EXPECT_THAT(listed({at("a[1].jpg")}), ElementsAre("a[1] ← a[1].jpg"));
}

TEST_F(PictureList, InputsWithoutPicturesAreTold) {
  touch({"in/notes.txt"});
  EXPECT_THAT(error_of([&] { list_pictures({at("in")}); }), Tells(at("in"), "no picture", ".jpg"));
  EXPECT_THAT(error_of([&] { list_pictures({at("*.jpg")}); }),
              Tells(at("*.jpg"), "no picture matches"));
  EXPECT_THAT(error_of([&] { list_pictures({at("in/*")}); }),
              Tells(at("in/*"), "no picture matches"));
}

TEST_F(PictureList, NamesThatWouldLeaveTheOutputFolderAreTold) {
  EXPECT_THAT(error_of([&] { list_pictures({""}); }), Tells("\"\"", "no name of a picture"));
  EXPECT_THAT(error_of([&] { list_pictures({"/nowhere/.."}); }),
              Tells("/nowhere/..", "no name of a picture"));
  EXPECT_THAT(error_of([&] { list_pictures({"/nowhere/a.jpg/"}); }), Tells("no name of a picture"));
  EXPECT_THAT(listed({"/nowhere/../../a.jpg"})[0], testing::StartsWith("a ←"));
}

TEST_F(PictureList, TwoPicturesWithOneOutputNameAreToldBoth) {
  touch({"one/cat.jpg", "two/cat.jpg", "two/cat.webp"});
  EXPECT_THAT(error_of([&] {
                list_pictures({at("one"), at("two/cat.jpg")});
              }),
              Tells(at("one/cat.jpg"), at("two/cat.jpg"), "\"cat\"", "rename one",
                    "the folder above both"));
  EXPECT_THAT(error_of([&] { list_pictures({at("two")}); }), Tells("cat.jpg", "cat.webp"));
  EXPECT_THAT(error_of([&] {
                list_pictures({at("one/cat.jpg"), at("one/cat.jpg")});
              }),
              Tells(at("one/cat.jpg"), "named twice"));
  EXPECT_EQ(listed({folder.path().string() + "/one"}).size(), 1u);
}

TEST_F(PictureList, NamesThatDifferByAnEndingAreDifferent) {
  touch({"cat.jpg", "cat.overlay.jpg"});
  EXPECT_THAT(listed({folder.path().string()}),
              ElementsAre("cat ← cat.jpg", "cat.overlay ← cat.overlay.jpg"));
}

TEST_F(PictureList, TakesManyPictures) {
  std::vector<std::string> names;
  for (int i = 0; i < 20'000; ++i) names.push_back(fmt::format("/nowhere/{}.jpg", i));
  EXPECT_EQ(list_pictures(names).size(), names.size());
}

TEST(PathList, IsALineForEachPath) {
  std::istringstream in(
      "\xEF\xBB\xBF"
      "a.jpg\r\n\n \t\n b c.jpg\nlast.jpg");
  EXPECT_THAT(read_path_list(in), ElementsAre("a.jpg", " b c.jpg", "last.jpg"));
}

TEST(PathList, MayBeEmpty) {
  std::istringstream in("\r\n");
  EXPECT_THAT(read_path_list(in), ElementsAre());
}

}  // namespace
}  // namespace panet
