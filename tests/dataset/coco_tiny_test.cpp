// Real data, against a reading of it that shares no code: another JSON parser, edges counted by
// pixel, and runs one by one.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "dataset/coco_dataset.h"
#include "image/mask.h"
#include "shared_folder.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::SizeIs;

using Pixels = std::vector<uint8_t>;  // row by row

// outline: x, y, x, y, ...; a pixel is inside where an odd number of edges lies left of its middle,
// or on it.
void draw_polygon(Pixels& pixels, const std::vector<double>& outline, PictureSize size) {
  for (int64_t row = 0; row < size.height; ++row) {
    const double y = row + 0.5;
    std::vector<bool> inside(size.width);
    for (std::size_t i = 0, j = outline.size() - 2; i < outline.size(); j = i, i += 2) {
      const double x1 = outline[i], y1 = outline[i + 1], x2 = outline[j], y2 = outline[j + 1];
      if ((y1 > y) == (y2 > y)) continue;  // above this row, or below it
      const double crossing = x1 + (y - y1) * (x2 - x1) / (y2 - y1);
      for (int64_t x = 0; x < size.width; ++x)
        if (x + 0.5 >= crossing) inside[x] = !inside[x];
    }
    for (int64_t x = 0; x < size.width; ++x)
      if (inside[x]) pixels[row * size.width + x] = 1;
  }
}

void draw_runs(Pixels& pixels, const json& counts, PictureSize size) {
  int64_t position = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (int64_t left = counts[i]; left > 0; --left, ++position)
      if (i % 2 == 1) pixels[position % size.height * size.width + position / size.height] = 1;
}

void draw_segmentation(Pixels& pixels, const json& segmentation, PictureSize size) {
  if (segmentation.is_object()) return draw_runs(pixels, segmentation["counts"], size);
  for (const auto& polygon : segmentation) draw_polygon(pixels, polygon, size);
}

int64_t area(const Pixels& pixels) {
  return std::count(pixels.begin(), pixels.end(), 1);
}

class CocoTiny : public testing::TestWithParam<const char*> {
 protected:
  fs::path root = test::shared_folder() / "data/coco2017-tiny";
  json content;
  std::unique_ptr<Dataset> dataset;

  void SetUp() override {
    if (!fs::is_directory(root)) GTEST_SKIP() << root << " is not there";
    const std::string set = GetParam();
    content = json::parse(test::read_file(root / ("annotations/instances_" + set + ".json")));
    dataset = open_coco_dataset(root, {.image_set = set});
  }

  PictureSize size(std::size_t index) const {
    const auto& picture = content["images"][index];
    return {picture["height"], picture["width"]};
  }

  // Calls visit(annotation) for each of a picture.
  template <typename Visit>
  void for_each_annotation(std::size_t index, Visit visit) const {
    for (const auto& annotation : content["annotations"])
      if (annotation["image_id"] == content["images"][index]["id"]) visit(annotation);
  }
};

TEST_P(CocoTiny, HasTheCategoriesAndPicturesOfTheFile) {
  EXPECT_THAT(dataset->classes(), SizeIs(80));
  EXPECT_THAT(dataset->picture_names(), SizeIs(80));
  EXPECT_EQ(dataset->class_of(90).name, "toothbrush");
}

TEST_P(CocoTiny, MasksHaveThePixelsOfAnIndependentReading) {
  std::map<int, int64_t> areas, expected;
  for (std::size_t i = 0; i < dataset->picture_names().size(); ++i) {
    for (const auto& [category, mask] : dataset->labels(i, size(i)).masks)
      areas[category] += count(mask);
    std::map<int, Pixels> masks;
    for_each_annotation(i, [&](const json& annotation) {
      auto& pixels = masks[annotation["category_id"]];
      pixels.resize(size(i).height * size(i).width);
      draw_segmentation(pixels, annotation["segmentation"], size(i));
    });
    for (const auto& [category, pixels] : masks) expected[category] += area(pixels);
  }
  EXPECT_EQ(areas.size(), expected.size());
  for (const auto& [category, pixels] : expected)
    EXPECT_NEAR(areas[category], pixels, 0.01 * pixels) << dataset->class_of(category).name;
}

TEST_P(CocoTiny, ObjectsHaveTheAreaThatTheFileTells) {
  double drawn = 0, told = 0;
  for (std::size_t i = 0; i < dataset->picture_names().size(); ++i) {
    std::map<int, double> areas;
    std::map<int, int> objects;
    for_each_annotation(i, [&](const json& annotation) {
      areas[annotation["category_id"]] += annotation["area"].get<double>();
      ++objects[annotation["category_id"]];
    });
    const auto labels = dataset->labels(i, size(i));
    for (const auto& [category, number] : objects) {
      if (number > 1) continue;  // objects of a class may overlap
      drawn += static_cast<double>(count(labels.masks.at(category)));
      told += areas[category];
      EXPECT_LE(std::ranges::max(dataset->instances(i, category, labels).all()), number);
    }
  }
  EXPECT_NEAR(drawn, told, 0.01 * told);
}

TEST_P(CocoTiny, CrowdsArePartOfTheirClass) {
  int crowds = 0;
  for (std::size_t i = 0; i < dataset->picture_names().size(); ++i) {
    for_each_annotation(i, [&](const json& annotation) {
      if (annotation["iscrowd"] == 0) return;
      ++crowds;
      Pixels pixels(size(i).height * size(i).width);
      draw_segmentation(pixels, annotation["segmentation"], size(i));
      Mask crowd(size(i));
      std::ranges::copy(pixels, crowd.all().begin());
      const auto labels = dataset->labels(i, size(i));
      EXPECT_TRUE(any(crowd));
      EXPECT_FALSE(any(crowd & ~labels.masks.at(annotation["category_id"])));
    });
  }
  EXPECT_EQ(crowds, std::string(GetParam()) == "val2017" ? 11 : 6);
}

TEST_P(CocoTiny, PicturesHaveTheSizeOfTheirLabels) {
  for (std::size_t i = 0; i < dataset->picture_names().size(); i += 10)
    EXPECT_EQ(read_labelled_picture(*dataset, i).labels.size.height, size(i).height);
}

INSTANTIATE_TEST_SUITE_P(, CocoTiny, testing::Values("train2017", "val2017"),
                         [](const auto& set) { return std::string(set.param); });

}  // namespace
}  // namespace panet
