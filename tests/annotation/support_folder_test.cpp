#include "panet/annotation/support_folder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "drawing.h"
#include "image/own_picture.h"
#include "image/png.h"
#include "labelme_json.h"
#include "panet/base/note.h"
#include "strangers_files.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::drawn;
using test::error_of;
using test::Tells;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SupportFolder : public testing::Test {
 protected:
  // Named like pictures, empty files are taken for such.
  void touch(const std::vector<std::string>& names) const {
    for (const std::string& name : names) test::write_file(folder / name, "");
  }

  void put(const std::string& name, const std::string& content) const {
    test::write_file(folder / name, content);
  }

  void put_own_mask(const std::string& name) const {
    fs::create_directories((folder / name).parent_path());
    write_index_png(folder / name, Labels(2, 2), voc_palette(), {{"panet", "{}"}});
  }

  // The notes, the folder's own name left out.
  std::string notes() const {
    std::string notes;
    const NoteListener listener([&](const std::string& text) {
      notes += text.substr(folder.path().string().size()) + "\n";
    });
    read();
    return notes;
  }

  // "CLASS: PICTURE + ANNOTATION, ..." for each class.
  std::vector<std::string> read(const SupportFolderOptions& options = {}) const {
    std::vector<std::string> lines;
    for (const SupportClass& support : read_support_folder(folder.path(), options)) {
      std::vector<std::string> pairs;
      for (const AnnotatedPicture& picture : support.pictures)
        pairs.push_back(fmt::format("{} + {}", picture.picture.filename().string(),
                                    picture.annotation.empty()
                                        ? fmt::format("{} boxes", picture.boxes.size())
                                        : picture.annotation.filename().string()));
      lines.push_back(fmt::format("{}: {}", support.name, fmt::join(pairs, ", ")));
    }
    return lines;
  }

  std::string error(const SupportFolderOptions& options = {}) const {
    return error_of([&] { read(options); });
  }

  test::TemporaryFolder folder;
};

TEST_F(SupportFolder, HasAFolderForEachClassAndAnAnnotationBesideEachPicture) {
  touch({"cat/a.jpg", "cat/a.png", "cat/b.jpeg", "cat/b.mask.png", "cat/c.webp",
         "cat/c.scribble.png", "cat/d.bmp", "cat/d.box.txt", "cat/e.tif", "cat/e.json", "dog/a.jpg",
         "dog/a.png"});
  EXPECT_THAT(
      read(),
      ElementsAre(
          "cat: a.jpg + a.png, b.jpeg + b.mask.png, c.webp + c.scribble.png, d.bmp + d.box.txt, "
          "e.tif + e.json",
          "dog: a.jpg + a.png"));
  const AnnotatedPicture first = read_support_folder(folder.path())[0].pictures[0];
  EXPECT_EQ(first.picture, folder / "cat/a.jpg");
  EXPECT_EQ(first.annotation, folder / "cat/a.png");
}

TEST_F(SupportFolder, APngIsAPictureUnlessItIsTheMaskOfOne) {
  touch({"cat/a.png", "cat/a.mask.png", "cat/b.png", "cat/b.json", "cat/c.png", "cat/c.jpg"});
  EXPECT_THAT(read(), ElementsAre("cat: a.png + a.mask.png, b.png + b.json, c.jpg + c.png"));
}

TEST_F(SupportFolder, EndingsAreReadInAnyCase) {
  touch({"cat/A.JPG", "cat/A.PNG", "cat/B.Jpg", "cat/B.Scribble.PNG", "cat/C.JPEG", "cat/C.JSON"});
  EXPECT_THAT(read(), ElementsAre("cat: A.JPG + A.PNG, B.Jpg + B.Scribble.PNG, C.JPEG + C.JSON"));
}

TEST_F(SupportFolder, NumbersInNamesCountByValue) {
  touch({"c10/a.jpg", "c10/a.png", "c9/cat10.jpg", "c9/cat10.png", "c9/cat2.jpg", "c9/cat2.png",
         "c9/cat02.jpg", "c9/cat02.png", "c9/cat2b1.jpg", "c9/cat2b1.png",
         "c9/cat99999999999999999999999.jpg", "c9/cat99999999999999999999999.png"});
  EXPECT_THAT(
      read(),
      ElementsAre("c9: cat02.jpg + cat02.png, cat2.jpg + cat2.png, cat2b1.jpg + cat2b1.png, "
                  "cat10.jpg + cat10.png, cat99999999999999999999999.jpg + "
                  "cat99999999999999999999999.png",
                  "c10: a.jpg + a.png"));
}

TEST_F(SupportFolder, HiddenAndOtherFilesArePassedOver) {
  touch({"cat/a.jpg", "cat/a.png", "cat/Thumbs.db", "cat/notes.txt", "cat/.a.json",
         "cat/more/b.jpg", ".git/x", "README.md", "sheet.jpg"});
  EXPECT_THAT(read(), ElementsAre("cat: a.jpg + a.png"));
  EXPECT_EQ(notes(),
            ": 4 files passed over: 2 beside the folders of the classes (README.md, sheet.jpg), 1 "
            "below the folder of a class (cat/more), 1 without a picture (cat/notes.txt)\n");
}

TEST_F(SupportFolder, LitterIsPassedOverWithoutAWord) {
  touch({"cat/a.jpg", "cat/a.png", "cat/@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg", "cat/desktop.ini",
         "__MACOSX/cat/._a.jpg", "@eaDir/x", "#recycle/b.jpg", ".ipynb_checkpoints/x",
         "System Volume Information/x"});
  EXPECT_THAT(read(), ElementsAre("cat: a.jpg + a.png"));
  EXPECT_EQ(notes(), "");
}

TEST_F(SupportFolder, SidecarsAreNoAnnotations) {
  touch({"cat/a.jpg", "cat/a.png"});
  put("cat/a.jpg.json", R"({"title": "a.jpg", "photoTakenTime": {"timestamp": "1"}})");
  put("cat/a.jpg.supplemental-metad.json", R"({"title": "a.jpg", "creationTime": {}})");
  put("cat/metadata.json", R"({"title": "Cats"})");
  put("cat/all.json",
      R"({"info": {}, "images": [{"id": 1}], "annotations": [], "categories": []})");
  put("cat/a.json", R"({"objects": [], "size": {}, "tags": []})");
  EXPECT_THAT(read(), ElementsAre("cat: a.jpg + a.png"));
  EXPECT_EQ(notes(),
            ": 5 files passed over: 2 json with no shapes of labelme "
            "(cat/a.jpg.supplemental-metad.json, cat/metadata.json), 1 json with COCO's "
            "annotations (cat/all.json), 1 json with Google Photos' record of a picture "
            "(cat/a.jpg.json), 1 json with Supervisely's annotations (cat/a.json)\n");
  put("cat/b.json", R"({"shapes": []})");
  EXPECT_THAT(error(), Tells("without a picture", "b.json"));
}

TEST_F(SupportFolder, PicturesThatCannotBeReadAreTold) {
  put("cat/a.jxl", test::kJpegXlHead);
  put("cat/a.json", R"({"shapes": []})");
  EXPECT_THAT(error(), Tells((folder / "cat/a.jxl").string() + " is a JPEG XL picture: "
                                                               "convert it to JPEG first",
                             "a.json is its annotation"));
  fs::remove(folder / "cat/a.json");
  EXPECT_THAT(error(), Tells("class cat has no picture", "1 JPEG XL (a.jxl)"));
  touch({"cat/a.png"});
  EXPECT_THAT(error(), Tells("a picture without annotation", "cat/a.png",
                             "a.jxl is a JPEG XL picture: convert it to JPEG first"));
  touch({"cat/b.jpg", "cat/b.png"});
  fs::remove(folder / "cat/a.png");
  EXPECT_THAT(read(), ElementsAre("cat: b.jpg + b.png"));
  EXPECT_THAT(notes(), Tells("1 JPEG XL (cat/a.jxl)"));
}

TEST_F(SupportFolder, TheContentDecidesWhatIsAPicture) {
  put("cat/a.HEIC", test::kJpegHead);
  put("cat/b.jfif", test::kJpegHead);
  touch({"cat/a.png", "cat/b.box.txt"});
  EXPECT_THAT(read(), ElementsAre("cat: a.HEIC + a.png, b.jfif + b.box.txt"));
}

TEST_F(SupportFolder, ResultsOfOursAreNoPicturesButMayAnnotateSome) {
  touch({"cat/a.jpg", "cat/a.scribble.png", "cat/b.jpg"});
  put_own_mask("cat/a.png");
  put_own_mask("cat/b.png");
  put_own_mask("cat/c.png");
  write_own_picture(folder / "cat/c.overlay.jpg", Picture(2, 2));
  put("cat/all.json", R"({"panet": "0.2"})");
  EXPECT_THAT(read(), ElementsAre("cat: a.jpg + a.scribble.png, b.jpg + b.png"));
  EXPECT_EQ(notes(), ": 4 files passed over: 4 written by panet\n");
}

TEST_F(SupportFolder, FoldersOfResultsAreNoClasses) {
  touch({"cat/a.jpg", "cat/a.png"});
  put_own_mask("masks/x.png");
  put_own_mask("y.png");
  write_own_picture(folder / "masks/x.overlay.jpg", Picture(2, 2));
  EXPECT_THAT(read(), ElementsAre("cat: a.jpg + a.png"));
  EXPECT_EQ(notes(), ": 3 files passed over: 3 written by panet\n");
  fs::remove_all(folder / "cat");
  EXPECT_THAT(error(), Tells("no folder of a class"));
}

TEST_F(SupportFolder, AnAnnotationWithThePicturesEndingInItsNameIsTold) {
  touch({"cat/a.jpg"});
  put("cat/a.jpg.json", R"({"shapes": []})");
  EXPECT_THAT(error(), Tells("cat/a.jpg.json", "rename it to a.json"));
}

TEST_F(SupportFolder, AnnotationsMayBeSpelledOtherwiseWhereOneFits) {
  touch({"cat/K\xC3\xA4se.jpg", "cat/Ka\xCC\x88se.json", "cat/IMG_1.JPG", "cat/img_1.png"});
  EXPECT_THAT(read(), ElementsAre("cat: IMG_1.JPG + img_1.png, K\xC3\xA4se.jpg + "
                                  "Ka\xCC\x88se.json"));
  touch({"cat/X.jpg", "cat/x.jpg", "cat/x.png", "cat/X.png"});
  EXPECT_THAT(read()[0], HasSubstr("X.jpg + X.png, x.jpg + x.png")) << "exact names go first";
  touch({"cat/\xC3\x96.jpg", "cat/\xC3\xB6.jpg", "cat/o\xCC\x88.json"});
  EXPECT_THAT(error(), Tells("without a picture", "o\xCC\x88.json")) << "two fit";
}

TEST_F(SupportFolder, ListedClassesMayBeSpelledOtherwiseWhereOneFits) {
  touch({"K\xC3\xA4se/a.jpg", "K\xC3\xA4se/a.png", "Cat/a.jpg", "Cat/a.png", "dog/a.jpg",
         "dog/a.png", "DOG/a.jpg", "DOG/a.png"});
  EXPECT_THAT(
      read({.only = {"Ka\xCC\x88se", "cat", "dog"}}),
      ElementsAre("Cat: a.jpg + a.png", "K\xC3\xA4se: a.jpg + a.png", "dog: a.jpg + a.png"));
  EXPECT_THAT(error({.only = {"cat", "Dog"}}), Tells("no folder for 1 of the classes", "Dog"));
}

TEST_F(SupportFolder, WhatMayBeMeantAsAnnotationIsTold) {
  const auto told_for = [this](const std::string& name, const std::string& content) {
    touch({"cat/a.jpg"});
    put("cat/" + name, content);
    const std::string message = error();
    fs::remove(folder / "cat" / name);
    return message;
  };
  EXPECT_THAT(told_for("a_mask.jpg", test::kJpegHead),
              Tells("without annotation", "a_mask.jpg may be the mask of a.jpg", "PNG", "a.png"));
  EXPECT_THAT(told_for("a.mask.jpg", test::kJpegHead),
              Tells("a.mask.jpg may be", "save it as a.png"));
  EXPECT_THAT(told_for("a.gif", test::kGifHead), Tells("a.gif may be", "save it as a.png"));
  EXPECT_THAT(told_for("a_mask.png", test::kPngHead),
              Tells("a_mask.png may be", "rename it to a.png"));
  EXPECT_THAT(told_for("a.tif", ""), Tells("a.jpg and a.tif", "the same name", "save it as PNG"));
  EXPECT_THAT(told_for("a.xml", "<annotation/>"), Tells("a.xml is not read", "a.box.txt"));
  EXPECT_THAT(told_for("a.jpg.json", R"({"objects": [], "size": {}})"),
              Tells("without annotation", "a.jpg.json holds Supervisely's annotations"));
  EXPECT_THAT(told_for("ab.xml", ""), Not(HasSubstr("ab.xml")));
  EXPECT_THAT(told_for("a (1).jpg", test::kJpegHead), Not(HasSubstr("may be the mask")));
  touch({"cat/a-mask 2.jpg", "cat/a-mask 2.json"});
  EXPECT_THAT(error(), Not(HasSubstr("may be the mask"))) << "annotated itself";
}

TEST_F(SupportFolder, MasksInFoldersOfTheirOwnAreTold) {
  touch({"images/a.jpg", "masks/a.png"});
  EXPECT_THAT(error(), Tells("2 pictures without annotation", "images/a.jpg and ",
                             "masks/a.png have the same name", "one folder"));
  fs::remove_all(folder / "images");
  fs::remove_all(folder / "masks");
  touch({"cat/images/a.jpg", "cat/masks/a.png"});
  EXPECT_THAT(error(), Tells("class cat has no picture", "images, masks", "side by side"));
}

TEST_F(SupportFolder, SymbolicLinksAreFollowed) {
  touch({"elsewhere/cat/a.jpg", "elsewhere/cat/a.png"});
  fs::create_directory(folder / "in");
  fs::create_directory_symlink(folder / "elsewhere/cat", folder / "in/tiger");
  const auto classes = read_support_folder(folder / "in");
  ASSERT_EQ(classes.size(), 1u);
  EXPECT_EQ(classes[0].name, "tiger");
  EXPECT_EQ(classes[0].pictures.size(), 1u);
}

TEST_F(SupportFolder, ShotsTakesTheFirstPicturesOfEachClass) {
  touch({"cat/1.jpg", "cat/1.png", "cat/2.jpg", "cat/2.png", "cat/10.jpg", "cat/10.png"});
  EXPECT_THAT(read({.shots = 2, .boxes = {}}), ElementsAre("cat: 1.jpg + 1.png, 2.jpg + 2.png"));
}

TEST_F(SupportFolder, TooFewPicturesForTheShotsAreTold) {
  touch({"cat/1.jpg", "cat/1.png"});
  EXPECT_THAT(error({.shots = 2, .boxes = {}}), Tells("class cat", "has 1", "2 shots"));
  EXPECT_THAT(error({.shots = 0, .boxes = {}}), Tells("0 shots", "at least 1"));
}

TEST_F(SupportFolder, BoxesMayBeGivenElsewhere) {
  touch({"cat/1.jpg", "cat/2.jpg", "cat/2.png"});
  const SupportFolderOptions options{.shots = {},
                                     .boxes = {{"cat/1.jpg", {{1, 2, 3, 4}, {5, 6, 7, 8}}}}};
  EXPECT_THAT(read(options), ElementsAre("cat: 1.jpg + 2 boxes, 2.jpg + 2.png"));
}

TEST_F(SupportFolder, BoxesThatBelongToNoPictureAreTold) {
  touch({"cat/1.jpg", "cat/1.png"});
  const Box box{1, 2, 3, 4};
  EXPECT_THAT(error({.shots = {}, .boxes = {{"cat/2.jpg", {box}}}}),
              Tells("cat/2.jpg", folder.path().string(), "CLASS/FILE"));
  EXPECT_THAT(error({.shots = {}, .boxes = {{"1.jpg", {box}}}}), Tells("1.jpg", "CLASS/FILE"));
  EXPECT_THAT(error({.shots = {}, .boxes = {{"cat/1.jpg", {box}}}}),
              Tells("cat/1.jpg", "two annotations", "cat/1.png", "keep one"));
  EXPECT_THAT(error({.shots = {}, .boxes = {{"cat/1.jpg", {}}}}), Tells("cat/1.jpg", "no box"));
}

TEST_F(SupportFolder, WhatIsNoFolderOfClassesIsTold) {
  EXPECT_THAT(error_of([&] { read_support_folder(folder / "none"); }),
              Tells("none", "No such file", "DIR/CLASS/"));
  touch({"file"});
  EXPECT_THAT(error_of([&] { read_support_folder(folder / "file"); }),
              Tells("file", "not a folder"));
  EXPECT_THAT(error(), Tells(folder.path().string(), "no class folder", "DIR/CLASS/"));
  touch({"cat1.jpg", "cat1.png"});
  EXPECT_THAT(error(), Tells("no class folder", "move cat1.jpg", "DIR/CLASS/"));
}

TEST_F(SupportFolder, AClassWithoutPicturesIsTold) {
  touch({"cat/a.jpg", "cat/a.png", "dog/notes.txt"});
  EXPECT_THAT(error(), Tells((folder / "dog").string(), "class dog has no picture", "JPEG",
                             "1 without a picture (notes.txt)"));
}

TEST_F(SupportFolder, PicturesWithoutAnnotationAreToldWithTheNamesLookedFor) {
  touch({"cat/a.jpg", "dog/b.png"});
  EXPECT_THAT(error(), Tells("2 pictures without annotation", "cat/a.jpg", "dog/b.png", "a.png",
                             "a.mask.png", "a.scribble.png", "a.box.txt", "a.json"));
  fs::remove(folder / "cat/a.jpg");
  touch({"cat/a.jpg", "cat/a.png"});
  EXPECT_THAT(error(),
              testing::AllOf(Tells("a picture without annotation", "dog/b.png", "b.mask.png"),
                             Not(HasSubstr(" b.png,"))))
      << "b.png is the picture itself";
}

TEST_F(SupportFolder, OfManyPicturesWithoutAnnotationTheFirstFewAreToldAndTheirNumber) {
  for (int i = 1; i <= 1000; ++i) touch({fmt::format("cat/{}.jpg", i)});
  const std::string message = error();
  EXPECT_THAT(message,
              Tells("1000 pictures without annotation", "cat/1.jpg", "cat/5.jpg", "and 995 more"));
  EXPECT_LT(message.size(), 1000u);
}

TEST_F(SupportFolder, TwoAnnotationsForOnePictureAreTold) {
  touch({"cat/a.jpg", "cat/a.png", "cat/a.json"});
  EXPECT_THAT(error(), Tells("cat", "two annotations", "a.png", "a.json", "keep one"));
}

TEST_F(SupportFolder, TwoPicturesOfOneNameAreTold) {
  touch({"cat/a.jpg", "cat/a.webp", "cat/a.json", "dog/b.bmp", "dog/b.jpeg"});
  EXPECT_THAT(error(), Tells("cat/a.jpg and a.webp", "dog/b.bmp and b.jpeg", "rename"));
}

TEST_F(SupportFolder, AnnotationsWithoutPictureAreTold) {
  touch({"cat/a.jpg", "cat/a.png", "cat/b.json", "cat/c.mask.png"});
  EXPECT_THAT(error(), Tells("cat", "without a picture", "b.json, c.mask.png", "picture b"));
}

TEST_F(SupportFolder, AnnotationFilesAreToldFromPicturesByNameAndNeighbours) {
  touch({"a.jpg", "a.png", "b.png"});
  EXPECT_TRUE(is_annotation_file(folder / "a.png"));
  EXPECT_FALSE(is_annotation_file(folder / "a.jpg"));
  EXPECT_FALSE(is_annotation_file(folder / "b.png"));
  for (const char* name :
       {"x.mask.png", "x.SCRIBBLE.png", "x.box.txt", "x.json", "/nowhere/x.json"})
    EXPECT_TRUE(is_annotation_file(name)) << name;
  for (const char* name : {"x.png", "x.txt", ".json", "x.mask.jpg", "/nowhere/x.png"})
    EXPECT_FALSE(is_annotation_file(name)) << name;
}

TEST(LabelOptions, TheLabelOfAClassGoesBeforeTheOneOfAll) {
  EXPECT_EQ(LabelOptions{}.of("cat"), std::nullopt);
  const LabelOptions labels{.all = 1, .by_class = {{"cat", 8}}};
  EXPECT_EQ(labels.of("cat"), 8);
  EXPECT_EQ(labels.of("dog"), 1);
}

TEST(LabelOptions, NamesOfClassesAreComparedFolded) {
  const LabelOptions labels{.by_class = {{"k\u00e4se", 8}, {"Mug", 2}, {"mug", 3}}};
  EXPECT_EQ(labels.of("KA\u0308SE"), 8) << "decomposed, and in capitals";
  EXPECT_EQ(labels.of("Mug"), 2) << "what is said literally goes first";
  EXPECT_EQ(labels.of("mug"), 3);
  EXPECT_NO_THROW(labels.expect_classes({"KA\u0308SE", "mug", "plate"}));
}

TEST(LabelOptions, ALabelOfAClassThatIsNotThereIsToldWithThoseThatAre) {
  const LabelOptions labels{.by_class = {{"mug", 3}, {"tasse", 8}}};
  EXPECT_THAT(error_of([&] {
                labels.expect_classes({"mug", "plate"});
              }),
              Tells("label tasse=8", "no class tasse", "mug, plate"));
  EXPECT_NO_THROW(LabelOptions{.all = 3}.expect_classes({"mug"}));
}

// One test for each kind of annotation: the name chooses the reader.
class ReadAnnotation : public testing::Test {
 protected:
  test::Drawing read(const std::string& name, PictureSize size,
                     const LabelOptions& labels = {}) const {
    return drawn(read_annotation({folder / "a.jpg", folder / name, {}}, size, "cat", labels));
  }

  test::TemporaryFolder folder;
};

TEST_F(ReadAnnotation, Masks) {
  test::write_grey_png(folder / "a.png", {"012"});
  EXPECT_THAT(read("a.png", {1, 3}), ElementsAre("bFF"));
  EXPECT_THAT(read("a.png", {1, 3}, {.all = 1, .by_class = {{"cat", 2}}}), ElementsAre("bbF"));
  test::write_grey_png(folder / "a.Mask.PNG", {"012"});
  EXPECT_THAT(read("a.Mask.PNG", {1, 3}), ElementsAre("bFF"));
}

TEST_F(ReadAnnotation, Scribbles) {
  test::write_grey_png(folder / "a.scribble.png", {"012x"});
  EXPECT_THAT(read("a.scribble.png", {1, 4}), ElementsAre("bFF."));
  EXPECT_THAT(read("a.scribble.png", {1, 4}, {.all = 1, .by_class = {}}), ElementsAre("bFb."));
}

TEST_F(ReadAnnotation, Boxes) {
  test::write_file(folder / "a.box.txt", "1 0 3 1\n");
  EXPECT_THAT(read("a.box.txt", {1, 4}), ElementsAre("bFFb"));
  const AnnotatedPicture given{folder / "a.jpg", {}, {{0, 0, 2, 1}}};
  EXPECT_THAT(drawn(read_annotation(given, {1, 3}, "cat")), ElementsAre("FFb"));
  EXPECT_THAT(error_of([&] {
                read_annotation({folder / "a.jpg", {}, {}}, {1, 3}, "cat");
              }),
              Tells("a.jpg", "no box"));
}

TEST_F(ReadAnnotation, Labelme) {
  const auto box = test::labelme_shape("cat", "rectangle", {{1, 0}, {2, 1}});
  test::write_file(folder / "a.json", test::labelme_file(3, 1, {box}).dump());
  EXPECT_THAT(read("a.json", {1, 3}), ElementsAre("bFb"));
}

TEST_F(ReadAnnotation, JsonOfOtherProgramsIsNamed) {
  test::write_file(folder / "a.json", R"({"size": {}, "objects": [{"classTitle": "cat"}]})");
  EXPECT_THAT(error_of([&] {
                read("a.json", {1, 3});
              }),
              Tells("a.json", "Supervisely's annotations", "labelme's format"));
  test::write_file(folder / "a.json", R"({"a.jpg12": {"filename": "a.jpg", "regions": []}})");
  EXPECT_THAT(error_of([&] { read("a.json", {1, 3}); }), Tells("VGG Image Annotator's"));
}

}  // namespace
}  // namespace panet
