#include "panet/segment/picture_list.h"

#include <fmt/format.h>
#include <unistd.h>

#include <sstream>

#include "image/own_picture.h"
#include "image/png.h"
#include "panet/base/note.h"
#include "strangers_files.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::Tells;
using testing::ElementsAre;

class PictureList : public testing::Test {
 protected:
  // Named like pictures, empty files are taken for such: what is wrong is told when they are read.
  void touch(const std::vector<std::string>& names) const {
    for (const std::string& name : names) test::write_file(folder / name, "");
  }

  void put(const std::string& name, const std::string& content) const {
    test::write_file(folder / name, content);
  }

  // A result of ours.
  void put_mask(const std::string& name) const {
    fs::create_directories((folder / name).parent_path());
    write_index_png(folder / name, Labels(2, 2), voc_palette(), {{"panet", "{}"}});
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

  // What was told meanwhile, the folder of the test left out.
  std::string notes_of(const std::vector<std::string>& inputs) const {
    std::string notes;
    const NoteListener listener([&notes](const std::string& text) { notes += text + "\n"; });
    list_pictures(inputs);
    for (auto place = notes.find(at("")); place != std::string::npos; place = notes.find(at("")))
      notes.erase(place, at("").size());
    return notes;
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
  EXPECT_EQ(notes_of({at("in")}),
            "in: 1 file passed over: 1 broken link or special file (broken.jpg)\n");
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
  EXPECT_THAT(error_of([&] { list_pictures({at("in")}); }),
              Tells(at("in"), "no picture", "JPEG", "1 without a picture (notes.txt)"));
  EXPECT_THAT(error_of([&] { list_pictures({at("*.jpg")}); }),
              Tells(at("*.jpg"), "no picture matches"));
  EXPECT_THAT(error_of([&] { list_pictures({at("in/*")}); }),
              Tells(at("in/*"), "no picture matches"));
}

TEST_F(PictureList, NamesThatWouldLeaveTheOutputFolderAreTold) {
  EXPECT_THAT(error_of([&] { list_pictures({""}); }), Tells("\"\"", "no name of a picture"));
  EXPECT_THAT(error_of([&] { list_pictures({"/nowhere/.."}); }),
              Tells("/nowhere/..", "no name of a picture"));
  EXPECT_THAT(error_of([&] { list_pictures({"/nowhere/a.jpg/"}); }),
              Tells("/nowhere/a.jpg/: no such folder"));
  EXPECT_THAT(listed({"/nowhere/../../a.jpg"})[0], testing::StartsWith("a ←"));
}

TEST_F(PictureList, TwoPicturesWithOneOutputNameAreToldBoth) {
  touch({"one/cat.jpg", "two/cat.jpg", "two/cat.webp"});
  EXPECT_THAT(error_of([&] {
                list_pictures({at("one"), at("two/cat.jpg")});
              }),
              Tells(at("one/cat.jpg"), at("two/cat.jpg"), "\"cat\"", "rename one",
                    "the folder above both"));
  const auto in_one_folder = error_of([&] { list_pictures({at("two")}); });
  EXPECT_THAT(in_one_folder, Tells("cat.jpg", "cat.webp", "into different folders"));
  EXPECT_THAT(in_one_folder, testing::Not(testing::HasSubstr("above both")));
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

TEST_F(PictureList, AllPairsWithOneOutputNameAreToldAtOnce) {
  touch({"a.jpg", "a.jpeg", "b.jpg", "b.webp", "c.jpg"});
  EXPECT_THAT(error_of([&] { list_pictures({folder.path().string()}); }),
              Tells("a.jpeg and ", "a.jpg (\"a\")", "b.jpg and ", "b.webp (\"b\")"));
  for (int i = 0; i < 1000; ++i) touch({fmt::format("{}.jpg", i), fmt::format("{}.jpeg", i)});
  EXPECT_LT(error_of([&] { list_pictures({folder.path().string()}); }).size(), 5000u);
}

TEST_F(PictureList, TheContentDecidesWhatIsAPicture) {
  put("a.HEIC", test::kJpegHead);
  put("b.jfif", test::kJpegHead);
  put("c.JPG_large", test::kJpegHead);
  put("d", test::kPngHead);
  put("e.txt", test::kWebPHead);
  put("frame.0001", test::kJpegHead);
  put("frame.0002", test::kJpegHead);
  put("g.jpg", test::kJpegXlHead);
  put("h.png", test::kGifHead);
  put("i.jpg", "a page\n");
  EXPECT_THAT(listed({folder.path().string()}),
              ElementsAre("a ← a.HEIC", "b ← b.jfif", "c ← c.JPG_large", "d ← d", "e ← e.txt",
                          "frame.0001 ← frame.0001", "frame.0002 ← frame.0002", "i ← i.jpg"))
      << "what is wrong with i.jpg is told in its turn";
}

TEST_F(PictureList, WhatIsPassedOverIsToldByKind) {
  put("in/a.jpg", test::kJpegHead);
  put("in/b.jpg", test::kJpegXlHead);
  put("in/sub/b.jxl", test::kJpegXlHead);
  put("in/c.gif", test::kGifHead);
  put("in/clip.mp4", test::kMp4Head);
  put("in/notes.txt", "words");
  put("in/Thumbs.db", "thumbs");
  put("in/a.xmp", "edits");
  put("in/.hidden.gif", test::kGifHead);
  EXPECT_EQ(notes_of({at("in")}),
            "in: 5 files passed over: 2 JPEG XL (b.jpg, sub/b.jxl), 1 GIF (c.gif), 1 MP4 video "
            "(clip.mp4), 1 without a picture (notes.txt); convert pictures of other formats to "
            "JPEG first\n");
  EXPECT_EQ(notes_of({at("in/*")}),
            "in/*: 5 files passed over: 2 JPEG XL (in/b.jpg, in/sub/b.jxl), 1 GIF (in/c.gif), 1 "
            "MP4 video (in/clip.mp4), 1 without a picture (in/notes.txt); convert pictures of "
            "other formats to JPEG first\n");
  EXPECT_EQ(notes_of({at("in/a.jpg")}), "");
}

TEST_F(PictureList, WhereNothingIsLeftTheErrorTellsWhatWasPassedOver) {
  put("in/a.jxl", test::kJpegXlHead);
  EXPECT_THAT(error_of([&] { list_pictures({at("in")}); }),
              Tells("no picture", "1 JPEG XL (a.jxl)", "convert"));
  EXPECT_THAT(error_of([&] { list_pictures({at("in/*")}); }), Tells("1 JPEG XL", "a.jxl"));
}

TEST_F(PictureList, OfAnnotationsThoseThatMayBePicturesAreNamed) {
  touch({"a.jpg", "a.png", "b.jpg", "b.json"});
  EXPECT_EQ(notes_of({folder.path().string() + "/"}),
            ": 2 files passed over: 1 PNG taken for the mask of a picture (a.png), 1 named like "
            "annotations (b.json)\n");
}

TEST_F(PictureList, CopiesOfAPictureUnderOtherEndingsArePassedOver) {
  for (const char* name :
       {"a.jpg", "a.jpg_original", "a.mpo", "a.jpg.bak", "a.jpg~", "b.mpo", "d.jpg", "d.0001"})
    put(name, test::kJpegHead);
  put("c.png", test::kPngHead);
  put("c.png~", test::kPngHead);
  EXPECT_THAT(listed({folder.path().string()}),
              ElementsAre("a ← a.jpg", "b ← b.mpo", "c ← c.png", "d.0001 ← d.0001", "d ← d.jpg"));
  EXPECT_THAT(
      notes_of({folder.path().string()}),
      Tells("5 beside a picture of the same name (a.jpg.bak, a.jpg_original, a.jpg~ and 2"));
}

TEST_F(PictureList, ResultsOfEarlierRunsAreNoPictures) {
  put("in/a.jpg", test::kJpegHead);
  put("in/b.png", test::kPngHead);
  const auto pictures = listed({at("in")});
  EXPECT_EQ(pictures.size(), 2u);
  for (const std::string out : {"in/masks/", "in/"}) {
    put_mask(out + "a.png");
    write_own_picture(folder / (out + "a.overlay.jpg"), Picture(2, 2));
    write_grey16_png(folder / (out + "a.cat.score.png"), Map<float>(2, 2), {{"panet", "{}"}});
  }
  put_mask("in/masks/b.png");
  put("in/masks.json", R"({"panet": "0.2", "images": []})");
  EXPECT_EQ(listed({at("in")}), pictures);
  EXPECT_EQ(listed({at("in/*")}), (std::vector<std::string>{"a ← in/a.jpg", "b ← in/b.png"}));
  EXPECT_EQ(notes_of({at("in")}), "in: 8 files passed over: 8 written by panet\n");
  EXPECT_THAT(error_of([&] { list_pictures({at("in/masks")}); }),
              Tells("no picture", "4 written by panet"));
}

TEST_F(PictureList, ResultsThatAreNamedThemselvesAreLeftOutAndTold) {
  put("a.jpg", test::kJpegHead);
  put_mask("masks/a.png");
  put_mask("masks/b.png");
  EXPECT_THAT(listed({at("masks/a.png"), at("a.jpg")}), ElementsAre("a ← a.jpg"));
  EXPECT_THAT(notes_of({at("masks/a.png"), at("a.jpg")}),
              Tells("1 of the files named was written by panet", "masks/a.png", "passed over"));
  EXPECT_THAT(error_of([&] {
                list_pictures({at("masks/a.png"), at("masks/b.png")});
              }),
              Tells("2 of the files named were written by panet", "masks/a.png", "masks/b.png"));
}

TEST_F(PictureList, LitterIsPassedOverWithoutAWord) {
  put("in/a.jpg", test::kJpegHead);
  for (const char* name :
       {"in/__MACOSX/._a.jpg", "in/__MACOSX/a.jpg", "in/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg",
        "in/#recycle/b.jpg", "in/.ipynb_checkpoints/a-checkpoint.jpg", "in/$RECYCLE.BIN/c.jpg",
        "in/System Volume Information/d.jpg", "in/a.jpg@SynoEAStream", "in/a.jpg:Zone.Identifier",
        "in/Desktop.ini", "in/.DS_Store", "in/a.AAE"})
    put(name, test::kJpegHead);
  EXPECT_THAT(listed({at("in")}), ElementsAre("a ← in/a.jpg"));
  EXPECT_THAT(listed({at("in/*")}), ElementsAre("a ← in/a.jpg"));
  EXPECT_EQ(notes_of({at("in")}), "");
  EXPECT_EQ(listed({at("in/@eaDir")}).size(), 1u) << "named itself it is looked into";
}

// Closed to all but root.
TEST_F(PictureList, FoldersThatCannotBeReadArePassedOverAndTold) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every folder";
  touch({"a.jpg", "private/b.jpg"});
  fs::permissions(folder / "private", fs::perms::none);
  EXPECT_THAT(listed({at("")}), ElementsAre("a ← a.jpg"));
  EXPECT_THAT(notes_of({at("")}), Tells("1 folder that cannot be read", "private"));
  EXPECT_THAT(listed({at("*")}), ElementsAre("a ← a.jpg"));
  EXPECT_THAT(error_of([&] { list_pictures({at("private")}); }), Tells("cannot read the folder"));
  fs::permissions(folder / "private", fs::perms::owner_all);
}

TEST_F(PictureList, MasksArePairedInOtherSpellingsWhereOneFits) {
  touch({"IMG_1.JPG", "img_1.png", "B.jpg", "B.png", "b.png", "C.jpg", "c.webp", "C.PNG",
         "K\xC3\xA4se.jpg", "Ka\xCC\x88se.png"});
  EXPECT_THAT(listed({folder.path().string()}),
              ElementsAre("B ← B.jpg", "C ← C.jpg", "IMG_1 ← IMG_1.JPG",
                          "K\xC3\xA4se ← K\xC3\xA4se.jpg", "b ← b.png", "c ← c.webp"));
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

TEST(PathList, TakesQuotesAndBlanksOffWhereTheFileIsThereWithoutThem) {
  const test::TemporaryFolder folder;
  for (const char* name : {"a.jpg", "b c.jpg", "'d'.jpg", "#e.jpg", " f.jpg"})
    test::write_file(folder / name, "");
  const std::string at = folder.path().string() + "/";
  std::istringstream in(at + "a.jpg \n\"" + at + "b c.jpg\"\n\t'" + at + "'d'.jpg'\n" + at +
                        "#e.jpg\n\"" + at + "none.jpg\"\n" + at + " f.jpg\n");
  EXPECT_THAT(read_path_list(in),
              ElementsAre(at + "a.jpg", at + "b c.jpg", at + "'d'.jpg", at + "#e.jpg",
                          "\"" + at + "none.jpg\"", at + " f.jpg"));
}

TEST(PathList, PassesCommentsOverAndTellsThat) {
  std::vector<std::string> notes;
  const NoteListener listener([&notes](const std::string& text) { notes.push_back(text); });
  std::istringstream in("# last summer\na.jpg\n  #b.jpg\n");
  EXPECT_THAT(read_path_list(in), ElementsAre("a.jpg"));
  EXPECT_THAT(notes, ElementsAre("list of pictures: 2 lines that begin with # are passed over as "
                                 "comments"));
}

TEST(PathList, MayBeEmpty) {
  std::istringstream in("\r\n");
  EXPECT_THAT(read_path_list(in), ElementsAre());
}

}  // namespace
}  // namespace panet
