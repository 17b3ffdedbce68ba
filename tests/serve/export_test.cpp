#include "serve/formats/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "dataset/coco_index.h"
#include "dataset/coco_segmentation.h"
#include "image/drawing_effort.h"
#include "image/mask.h"
#include "image/png.h"
#include "panet/annotation/support_folder.h"
#include "panet/base/error.h"
#include "panet/image/encode.h"
#include "random_maps.h"
#include "serve/formats/zip_writer.h"
#include "toy_project.h"
#include "zip_files.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using panet::test::error_of;
using panet::test::Tells;
using panet::test::write_file;
using test::box;
using test::box_mask;
using test::kToySize;
using test::list;
using test::prediction;
using test::ToyProject;
using test::zip_files;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Large and small pieces, with holes, some at the rim.
Mask patches(unsigned seed) {
  panet::test::Random random(seed);
  Mask mask(kToySize);
  const auto at = [&](int64_t most) { return static_cast<double>(random() % most); };
  for (int i = 0; i < 12; ++i) fill_circle(mask, {at(kToySize.width), at(kToySize.height)}, at(5));
  return mask & ~panet::test::random_mask(random, kToySize, 0.1);
}

// A project of three pictures: two mended in both classes, which overlap, and a predicted one.
class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    for (unsigned i = 0; i < 2; ++i)
      for (unsigned j = 0; j < 2; ++j) {
        masks[i][j] = patches(1 + 2 * i + j);
        project->import_painting(pictures[i], classes[j], painting_of(masks[i][j]));
      }
    project->put_predictions(pictures[2], list(prediction(classes[0], box_mask(2, 8, 3, 9))));
  }

  std::string exported(ExportFormat format, bool all = false, double pieces = 0.001) {
    std::string bytes;
    export_project(*project, {.format = format, .all = all, .pieces = {pieces}},
                   [&](std::span<const std::byte> chunk) {
                     bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
                   });
    return bytes;
  }

  // The files of a zip, in a folder.
  fs::path unpacked(ExportFormat format) {
    const fs::path folder = project.folder() / "unpacked";
    for (const auto& [name, content] : zip_files(exported(format)))
      write_file(folder / name, content);
    return folder;
  }

  ToyProject project;
  std::vector<PictureId> pictures =
      project.add({"a.png", "kitchen/b \xc3\xa4.png", "kitchen/c.png"});
  std::vector<std::string> stems = {"a", "kitchen/b \xc3\xa4"};
  std::vector<std::string> names = {"mug & cup", "t\xc3\xb6pf"};
  std::vector<ClassId> classes = {project->add_class(names[0], {}, false).id,
                                  project->add_class(names[1], {}, true).id};
  Mask masks[2][2];
};

TEST_F(ExportTest, CocoIsReadBackAsTheSameMasks) {
  write_file(project.folder() / "coco.json", exported(ExportFormat::kCoco, false, 4));
  const CocoIndex coco(project.folder() / "coco.json");
  ASSERT_THAT(coco.pictures(), SizeIs(2));
  for (std::size_t i = 0; i < 2; ++i) {
    const CocoPicture& picture = coco.pictures()[i];
    EXPECT_EQ(picture.file_name, stems[i] + ".png");
    EXPECT_EQ(picture.size, kToySize);
    Mask found[2] = {Mask(kToySize), Mask(kToySize)};
    DrawingEffort effort(kToySize);
    for (const auto& annotation : coco.annotations_of(picture))
      draw_coco_segmentation(found[annotation.category_id - 1], annotation.segmentation, effort);
    EXPECT_EQ(found[0], masks[i][0]);
    EXPECT_EQ(found[1], masks[i][1]);
  }
  EXPECT_EQ(coco.categories()[1].name, names[1]);
}

TEST_F(ExportTest, CocoTellsInstancesApartAndMarksSmallPiecesAsACrowd) {
  const auto found = [&](std::size_t i) { return prediction(classes[i], patches(7)); };
  project->put_predictions(pictures[2], list(found(0), found(1)));
  project->decide(pictures[2], {}, Decision::kAccepted);
  auto coco = json::parse(exported(ExportFormat::kCoco, false, 12));
  std::erase_if(coco["annotations"].get_ref<json::array_t&>(),
                [&](const json& one) { return one["image_id"] != pictures[2]; });
  int crowds = 0, of_one_piece = 0, polygons = 0;
  for (const auto& annotation : coco["annotations"]) {
    crowds += annotation["iscrowd"].get<int>();
    of_one_piece += annotation["category_id"] == 2;
    polygons += annotation["segmentation"].is_array();
    if (annotation["iscrowd"] == 0 && annotation["category_id"] == 1) {
      EXPECT_GE(annotation["area"], 12);
    }
  }
  EXPECT_EQ(of_one_piece, 1);
  EXPECT_EQ(crowds, 1);
  EXPECT_GT(polygons, 0);
}

// A least piece keeps specks of what the program found from being objects.
TEST_F(ExportTest, WhatAPersonPaintedIsAnObjectHoweverSmall) {
  ToyProject of_small;
  const PictureId picture = of_small.add({"a.png"})[0];
  const ClassId bird = of_small->add_class("bird", {}, false).id;
  of_small->put_predictions(picture, list(prediction(bird, box_mask(0, 3, 0, 3))));
  of_small->edit(picture, bird, {box(10, 12, 3, 5), box(10, 12, 9, 11)});
  std::string bytes;
  export_project(*of_small, {.format = ExportFormat::kCoco, .all = true, .pieces = {100}},
                 [&](std::span<const std::byte> chunk) {
                   bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
                 });
  const auto coco = json::parse(bytes);
  std::vector<int> areas, crowds;
  for (const auto& annotation : coco["annotations"])
    (annotation["iscrowd"] == 0 ? areas : crowds).push_back(annotation["area"]);
  EXPECT_THAT(areas, ElementsAre(4, 4));
  EXPECT_THAT(crowds, ElementsAre(9));
}

TEST_F(ExportTest, DecidedOnesAloneUnlessAllAreAskedFor) {
  EXPECT_THAT(json::parse(exported(ExportFormat::kCoco))["images"], SizeIs(2));
  EXPECT_THAT(json::parse(exported(ExportFormat::kCoco, true))["images"], SizeIs(3));
  // A class that nobody decided would be background.
  const ClassId spoon = project->add_class("spoon", {}, false).id;
  project->put_predictions(pictures[0], list(prediction(spoon, box_mask(2, 8, 3, 9))));
  EXPECT_THAT(json::parse(exported(ExportFormat::kCoco))["images"], SizeIs(1));
  EXPECT_EQ(zip_files(exported(ExportFormat::kMasks)).count("spoon/a.png"), 0u);
  EXPECT_EQ(zip_files(exported(ExportFormat::kMasks, true)).count("spoon/a.png"), 1u);
  project->decide(pictures[0], spoon, Decision::kAccepted);
  EXPECT_EQ(zip_files(exported(ExportFormat::kMasks)).count("spoon/a.png"), 1u);
}

TEST_F(ExportTest, RejectedPicturesHoldNothing) {
  project->decide(pictures[2], {}, Decision::kRejected);
  const auto coco = json::parse(exported(ExportFormat::kCoco));
  EXPECT_THAT(coco["images"], SizeIs(3));
  for (const auto& annotation : coco["annotations"]) EXPECT_NE(annotation["image_id"], pictures[2]);
  EXPECT_EQ(zip_files(exported(ExportFormat::kYolo)).at("labels/kitchen/c.txt"), "");
  const auto labelme = zip_files(exported(ExportFormat::kLabelme));
  EXPECT_EQ(labelme.count("kitchen/c.json"), 0u);
  EXPECT_THAT(labelme, SizeIs(2));
}

TEST_F(ExportTest, MasksAreReadBackAsTheyWere) {
  const fs::path folder = unpacked(ExportFormat::kMasks);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j)
      EXPECT_EQ(read_mask(folder / names[j] / (stems[i] + ".png"), kToySize).foreground,
                masks[i][j]);
}

TEST_F(ExportTest, VocHasTheClassWithFewerPixelsOnTop) {
  const fs::path folder = unpacked(ExportFormat::kVoc);
  for (std::size_t i = 0; i < 2; ++i) {
    const Labels labels = read_png(folder / "SegmentationClass" / (stems[i] + ".png")).labels;
    const std::size_t upper = count(masks[i][0]) < count(masks[i][1]) ? 0 : 1;
    EXPECT_EQ(where(labels, static_cast<uint8_t>(upper + 1)), masks[i][upper]);
    EXPECT_EQ(where(labels, static_cast<uint8_t>(2 - upper)),
              masks[i][1 - upper] & ~masks[i][upper]);
  }
  EXPECT_EQ(panet::test::read_file(folder / "ImageSets/Segmentation/trainval.txt"),
            stems[0] + "\n" + stems[1] + "\n");
  EXPECT_EQ(panet::test::read_file(folder / "labels.txt"),
            "background\n" + names[0] + "\n" + names[1] + "\n");
  EXPECT_EQ(panet::test::read_file(folder / "labelmap.txt"),
            "# label:color_rgb:parts:actions\nbackground:0,0,0::\n" + names[0] + ":128,0,0::\n" +
                names[1] + ":0,128,0::\n");
}

TEST_F(ExportTest, LabelmeIsReadBackAsTheSameMasks) {
  const fs::path folder = unpacked(ExportFormat::kLabelme);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j)
      EXPECT_EQ(read_labelme(folder / (stems[i] + ".json"), kToySize, names[j]).foreground,
                masks[i][j]);
  EXPECT_EQ(json::parse(panet::test::read_file(folder / (stems[1] + ".json")))["imagePath"],
            "b \xc3\xa4.png");
}

TEST_F(ExportTest, YoloIsRefusedWhereTwoPicturesHaveOneNameButForTheEnding) {
  const ExportOptions yolo = {.format = ExportFormat::kYolo};
  expect_exportable(*project, yolo);
  project->add_pictures({{"a.png", 1, 1}, {"a.webp", 1, 1}});
  for (const auto& row : project->pictures({.search = "a.webp"}).pictures) {
    project->set_size(row.id, kToySize);
    project->decide(row.id, {}, Decision::kRejected);
  }
  EXPECT_THAT(error_of([&] { expect_exportable(*project, yolo); }), Tells("a.webp", "rename"));
  expect_exportable(*project, {.format = ExportFormat::kCoco});
}

// It would read the labels of a.png for a.webp, too, though nobody decided what is in that one.
TEST_F(ExportTest, YoloIsRefusedWhereAPictureThatIsNotExportedHasTheNameOfOneThatIs) {
  project->add_pictures({{"a.png", 1, 1}, {"a.webp", 1, 1}});
  EXPECT_THAT(error_of([&] { expect_exportable(*project, {.format = ExportFormat::kYolo}); }),
              Tells("a.png", "rename"));
}

TEST_F(ExportTest, YoloIsRefusedForPicturesBelowAFolderOfItsOwnName) {
  project->add_pictures({{"images/d.png", 1, 1}});
  const PictureId below = project->pictures({.search = "d.png"}).pictures.at(0).id;
  project->set_size(below, kToySize);
  expect_exportable(*project, {.format = ExportFormat::kYolo});
  project->decide(below, {}, Decision::kRejected);
  EXPECT_THAT(error_of([&] { expect_exportable(*project, {.format = ExportFormat::kYolo}); }),
              Tells("images/d.png", "folder"));
}

TEST_F(ExportTest, YoloIsDrawnAgainAsTheSameMasks) {
  const auto files = zip_files(exported(ExportFormat::kYolo, false, 1));
  for (std::size_t i = 0; i < 2; ++i) {
    Mask found[2] = {Mask(kToySize), Mask(kToySize)};
    std::istringstream lines(files.at("labels/" + stems[i] + ".txt"));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream numbers(line);
      std::size_t label = 0;
      numbers >> label;
      std::vector<Point> ring;
      for (Point point; numbers >> point.x >> point.y;)
        ring.push_back({point.x * kToySize.width, point.y * kToySize.height});
      fill_polygon(found[label], ring);
    }
    EXPECT_EQ(found[0], masks[i][0]);
    EXPECT_EQ(found[1], masks[i][1]);
  }
  EXPECT_THAT(files.at("data.yaml"), testing::HasSubstr("  0: \"mug & cup\"\n"));
  EXPECT_THAT(files.at("data.yaml"), testing::Not(testing::HasSubstr("path:")));
}

// Of the element of an XML that begins there.
std::string attribute(const std::string& xml, std::size_t element, const std::string& name) {
  const auto begin = xml.find(" " + name + "=\"", element) + name.size() + 3;
  return xml.substr(begin, xml.find('"', begin) - begin);
}

TEST_F(ExportTest, CvatHasTheRunsOfEachBox) {
  const std::string xml = exported(ExportFormat::kCvat, false, 4);
  EXPECT_THAT(xml,
              testing::HasSubstr("<image id=\"0\" name=\"a.png\" width=\"30\" height=\"20\">"));
  const std::string first = xml.substr(0, xml.find("</image>")),
                    element = "<mask label=\"mug &amp; cup\"";
  Mask found(kToySize);
  for (auto at = first.find(element); at != std::string::npos; at = first.find(element, at + 1)) {
    std::istringstream runs(attribute(first, at, "rle"));
    const int64_t left = std::stoll(attribute(first, at, "left")),
                  top = std::stoll(attribute(first, at, "top")),
                  width = std::stoll(attribute(first, at, "width"));
    int64_t position = 0;
    bool is_set = false;
    for (int64_t length; runs >> length; is_set = !is_set, runs.ignore())
      for (; length > 0; --length, ++position)
        if (is_set) found.at(top + position / width, left + position % width) = 1;
  }
  EXPECT_EQ(found, masks[0][0]);
}

TEST_F(ExportTest, LabelStudioHasTasksWithRegions) {
  const auto tasks = json::parse(exported(ExportFormat::kLabelStudio, true));
  ASSERT_THAT(tasks, SizeIs(3));
  EXPECT_EQ(tasks[1]["data"]["image"], "/data/local-files/?d=kitchen/b%20%C3%A4.png");
  const auto& region = tasks[0]["annotations"][0]["result"][0];
  EXPECT_TRUE(region["id"].is_string());
  EXPECT_EQ(region["value"]["brushlabels"], json({names[0]}));
  EXPECT_EQ(region["original_width"], 30);
  EXPECT_FALSE(tasks[2].contains("annotations"));
  EXPECT_THAT(tasks[2]["predictions"][0]["result"], SizeIs(1));
}

// How often a part stands in a text.
int times(const std::string& text, const std::string& part) {
  int times = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++times;
  return times;
}

// A picture in which a person said what is one object.
class DividedExport : public testing::Test {
 protected:
  static Mask discs(double left, double right) {
    Mask mask(kToySize);
    fill_circle(mask, {left, 10}, 6);
    fill_circle(mask, {right, 10}, 6);
    return mask;
  }
  static Mask behind_a_bar() { return discs(15, 15) & ~box_mask(0, 20, 13, 17); }

  void paint(const Mask& mask, PieceLine::Kind kind, std::vector<Point> points) {
    project->import_painting(picture, mug, painting_of(mask));
    project->divide(picture, mug, {{.kind = kind, .points = std::move(points)}});
  }
  void cut_touching_discs() { paint(discs(9, 20), PieceLine::Kind::kCut, {{14.5, 0}, {14.5, 20}}); }
  void join_behind_a_bar() { paint(behind_a_bar(), PieceLine::Kind::kJoin, {{11, 10}, {19, 10}}); }

  std::string exported(ExportFormat format) {
    std::string bytes;
    export_project(*project, {.format = format}, [&](std::span<const std::byte> chunk) {
      bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    });
    return bytes;
  }

  // Of the one picture's annotations, as the project's own reader has them.
  std::vector<Mask> coco_masks() {
    write_file(project.folder() / "coco.json", exported(ExportFormat::kCoco));
    const CocoIndex coco(project.folder() / "coco.json");
    std::vector<Mask> masks;
    DrawingEffort effort(kToySize);
    for (const auto& annotation : coco.annotations_of(coco.pictures().at(0)))
      draw_coco_segmentation(masks.emplace_back(kToySize), annotation.segmentation, effort);
    return masks;
  }

  ToyProject project;
  PictureId picture = project.add({"a.png"})[0];
  ClassId mug = project->add_class("mug", {}, false).id;
};

TEST_F(DividedExport, TouchingDiscsThatWereCutAreTwoAnnotations) {
  cut_touching_discs();
  const auto masks = coco_masks();
  ASSERT_THAT(masks, SizeIs(2));
  EXPECT_FALSE(any(masks[0] & masks[1]));
  EXPECT_EQ(masks[0] | masks[1], discs(9, 20));
  project->undo();
  EXPECT_THAT(coco_masks(), SizeIs(1));
  project->redo();
  project.open_again();
  EXPECT_THAT(coco_masks(), SizeIs(2));
}

TEST_F(DividedExport, ADiscBehindABarThatWasJoinedIsOneAnnotationOfTwoPolygons) {
  join_behind_a_bar();
  const auto masks = coco_masks();
  ASSERT_THAT(masks, SizeIs(1));
  EXPECT_EQ(masks[0], behind_a_bar());
  const auto coco = json::parse(exported(ExportFormat::kCoco));
  EXPECT_THAT(coco["annotations"][0]["segmentation"], SizeIs(2));
  project->undo();
  EXPECT_THAT(coco_masks(), SizeIs(2));
}

TEST_F(DividedExport, AClassOfOnePieceIsOneWhateverWasCut) {
  cut_touching_discs();
  project->change_class(mug, {.one_piece = true});
  EXPECT_THAT(coco_masks(), SizeIs(1));
}

TEST_F(DividedExport, LabelmeHasPartsOfOneObjectInAGroup) {
  join_behind_a_bar();
  const std::string file = zip_files(exported(ExportFormat::kLabelme)).at("a.json");
  const auto shapes = json::parse(file)["shapes"];
  ASSERT_THAT(shapes, SizeIs(2));
  EXPECT_EQ(shapes[0]["group_id"], 1);
  EXPECT_EQ(shapes[1]["group_id"], 1);
  write_file(project.folder() / "a.json", file);
  EXPECT_EQ(read_labelme(project.folder() / "a.json", kToySize, "mug").foreground, behind_a_bar());
  project->undo();
  const auto apart = json::parse(zip_files(exported(ExportFormat::kLabelme)).at("a.json"));
  EXPECT_TRUE(apart["shapes"][0]["group_id"].is_null());
}

TEST_F(DividedExport, OtherFormatsHaveAsManyObjects) {
  const auto objects = [&] {
    const auto tasks = json::parse(exported(ExportFormat::kLabelStudio));
    return std::vector<int>{
        times(zip_files(exported(ExportFormat::kYolo)).at("labels/a.txt"), "\n"),
        times(exported(ExportFormat::kCvat), "<mask "),
        static_cast<int>(tasks[0]["annotations"][0]["result"].size())};
  };
  cut_touching_discs();
  EXPECT_THAT(objects(), ElementsAre(2, 2, 2));
  project->divide(picture, mug, {{.kind = PieceLine::Kind::kJoin, .points = {{9, 10}, {20, 10}}}});
  EXPECT_THAT(objects(), ElementsAre(1, 1, 1));
}

TEST_F(ExportTest, ClassesAreAFolderOfSupports) {
  fs::create_directory(project.photos() / "kitchen");
  const auto photo = panet::test::noise<Picture>(kToySize.height, kToySize.width);
  for (const auto& stem : stems) encode_picture(project.photos() / (stem + ".png"), photo);
  const auto supports = read_support_folder(unpacked(ExportFormat::kClasses));
  ASSERT_THAT(supports, SizeIs(2));
  for (std::size_t j = 0; j < 2; ++j) {
    EXPECT_EQ(supports[j].name, names[j]);
    ASSERT_THAT(supports[j].pictures, SizeIs(2));
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& picture = supports[j].pictures[i];
      EXPECT_EQ(read_annotation(picture, kToySize, names[j]).foreground, masks[i][j]);
      EXPECT_EQ(panet::test::read_file(picture.picture),
                panet::test::read_file(project.photos() / (stems[i] + ".png")));
    }
  }
}

TEST_F(ExportTest, ClassesAreRefusedWhereAPhotographHasGone) {
  const ExportOptions classes_format = {.format = ExportFormat::kClasses};
  EXPECT_THAT(error_of([&] { expect_exportable(*project, classes_format); }),
              Tells("a.png", "not there"));
  fs::create_directory(project.photos() / "kitchen");
  for (const auto& stem : stems) write_file(project.photos() / (stem + ".png"), "of any content");
  expect_exportable(*project, classes_format);
}

TEST_F(ExportTest, TheSameProjectGivesTheSameBytes) {
  for (const auto format : {ExportFormat::kVoc, ExportFormat::kCoco, ExportFormat::kYolo}) {
    const std::string first = exported(format);
    project.open_again();
    EXPECT_EQ(exported(format), first);
  }
}

TEST_F(ExportTest, NamesInAZipAreMarkedAsUtf8) {
  const std::string zip = exported(ExportFormat::kMasks);
  const auto name = zip.find("kitchen/b \xc3\xa4.png");
  const auto head = zip.rfind("PK\x03\x04", name);
  ASSERT_NE(head, std::string::npos);
  EXPECT_TRUE(zip[head + 7] & 0x08);  // the high byte of its flags
}

TEST_F(ExportTest, WhatTheReaderOfTheFileThrowsEndsIt) {
  for (const auto format : {ExportFormat::kMasks, ExportFormat::kCoco, ExportFormat::kCvat})
    EXPECT_THROW(export_project(*project, {.format = format},
                                [](std::span<const std::byte>) { throw std::bad_function_call(); }),
                 std::bad_function_call);
}

// The archive packs an entry to its end when it is given up, and must not read what has gone
// (AddressSanitizer would tell).
TEST(ZipWriter, IsGivenUpInTheMiddleOfAnEntry) {
  std::mt19937 random(1);
  std::size_t taken = 0;
  const ChunkSink sink = [&](std::span<const std::byte> chunk) {
    taken += chunk.size();
    if (taken > 100'000) throw std::bad_function_call();
  };
  const auto write = [&] {
    ZipWriter zip(sink);
    std::string text(3'000'000, ' ');
    std::ranges::generate(text, [&] { return static_cast<char>('0' + random() % 64); });
    zip.add("a.json", text);
  };
  EXPECT_THROW(write(), std::bad_function_call);
  EXPECT_LT(taken, 1'000'000u) << "what comes after it is for nobody";
}

TEST_F(ExportTest, PicturesOfOneStemAreToldApart) {
  ToyProject other;
  const auto ids = other.add({"a.jpg", "a.png"});
  const ClassId mug = other->add_class("mug", {}, false).id;
  for (const PictureId id : ids) other->import_painting(id, mug, painting_of(box_mask(2, 8, 3, 9)));
  std::string bytes;
  export_project(*other, {.format = ExportFormat::kMasks}, [&](std::span<const std::byte> chunk) {
    bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  });
  const auto files = zip_files(bytes);
  EXPECT_EQ(files.count("mug/a.png"), 1u);
  EXPECT_EQ(files.count("mug/a.png.png"), 1u);
}

TEST_F(ExportTest, AnEmptyProjectIsExported) {
  ToyProject empty;
  for (const std::string name :
       {"coco", "voc", "masks", "yolo", "labelme", "cvat", "labelstudio", "classes"}) {
    const auto format = export_format(name);
    ASSERT_TRUE(format.has_value());
    std::size_t bytes = 0;
    export_project(*empty, {.format = *format},
                   [&](std::span<const std::byte> chunk) { bytes += chunk.size(); });
    EXPECT_GT(bytes, 0u);
    EXPECT_THAT(export_file_name(*empty, *format), testing::StartsWith("photos." + name));
  }
  EXPECT_EQ(export_format("pdf"), std::nullopt);
  EXPECT_EQ(export_content_type(ExportFormat::kCvat), "application/xml");
}

}  // namespace
}  // namespace panet::serve
