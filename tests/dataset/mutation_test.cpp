// Damaged files: whatever happens to the bytes of an annotation, it is read as an annotation or
// refused with an error.
#include <algorithm>
#include <functional>
#include <random>

#include "dataset/coco_dataset.h"
#include "drawing.h"
#include "image/mask.h"
#include "labelme_json.h"
#include "mutated.h"
#include "panet/annotation/annotation.h"
#include "panet/base/error.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::labelme_mask;
using test::labelme_shape;

constexpr PictureSize kSize = {4, 6};

// → how many mutants were read; all others must have been refused with an error that names the
// file.
int read_mutants(const std::string& good, const std::string& name, int count,
                 const std::function<Annotation(const fs::path&)>& read) {
  const test::TemporaryFolder folder;
  std::mt19937 random(20260501);
  int understood = 0;
  for (int i = 0; i < count; ++i) {
    test::write_file(folder / name, test::mutated(good, random));
    try {
      const Annotation annotation = read(folder / name);
      EXPECT_EQ(annotation.foreground.dimensions(), kSize);
      EXPECT_EQ(annotation.background.dimensions(), kSize);
      EXPECT_FALSE(any(annotation.foreground & annotation.background));
      ++understood;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(name));
    }
  }
  return understood;
}

TEST(Mutants, OfLabelme) {
  const std::string good =
      test::labelme_file(6, 4,
                         {labelme_shape("cat", "polygon", {{1, 0}, {4.5, 0}, {4, 2}, {1, 2}}),
                          labelme_shape("cat", "circle", {{3, 2}, {3, 0.9}}),
                          labelme_mask("cat", {"101", "010"}, 1, 1),
                          labelme_shape("cat", "linestrip", {{0, 0}, {5, 3}}),
                          labelme_shape("background", "rectangle", {{1, 1}, {2, 2}})})
          .dump(1);
  EXPECT_GT(read_mutants(good, "a.json", 1000,
                         [](const fs::path& path) { return read_labelme(path, kSize, "cat"); }),
            0);
}

TEST(Mutants, OfMasksAndScribbles) {
  const test::TemporaryFolder folder;
  const auto read_mask_of = [](const fs::path& path) { return read_mask(path, kSize); };
  const auto read_scribble_of = [](const fs::path& path) { return read_scribble(path, kSize); };
  test::write_rgba_png(folder / "rgba", {"gg....", "gg....", "..rrrr", "......"});
  test::write_palette_png(folder / "palette", {"gg....", "gg....", "..rrrr", "......"}, ".gr");
  test::write_grey_png(folder / "grey", {"11xxxx", "11xxxx", "xx0000", "xxxxxx"});
  for (const char* name : {"rgba", "palette", "grey"}) {
    const std::string good = test::read_file(folder / name);
    read_mutants(good, "a.mask.png", 300, read_mask_of);
    read_mutants(good, "a.scribble.png", 300, read_scribble_of);
  }
}

TEST(Mutants, OfBoxes) {
  EXPECT_GT(read_mutants("# a cat\n1 1 3 3\n2.5, 0, 6, 1e1\n", "a.box.txt", 1000,
                         [](const fs::path& path) {
                           return annotation_of_boxes(read_boxes(path), kSize, path.string());
                         }),
            0);
}

// Reads all there is to read.
void read_dataset(const Dataset& dataset) {
  for (std::size_t i = 0; i < dataset.picture_names().size(); ++i) {
    const PictureLabels labels = dataset.labels(i, kSize);
    for (const auto& [id, mask] : labels.masks) {
      EXPECT_EQ(mask.dimensions(), kSize);
      EXPECT_LE(std::ranges::max(mask.all()), 1);
      EXPECT_EQ(dataset.instances(i, id, labels).dimensions(), kSize);
    }
  }
}

TEST(Mutants, OfCoco) {
  const test::TemporaryFolder folder;
  const std::string good =
      R"({"images": [{"id": 1, "file_name": "a.jpg", "height": 4, "width": 6},)"
      R"( {"id": 2, "file_name": "b.jpg", "height": 4, "width": 6}],)"
      R"( "categories": [{"id": 1, "name": "cat"}, {"id": 3, "name": "c\u0061t"}], "annotations": [)"
      R"({"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "bbox": [0, 0, 3, 2],)"
      R"( "segmentation": [[0, 0, 3.5, 0, 3, 2e0, 0, 2], [1, 1, 5, 1, 5, 3]]},)"
      R"({"id": 2, "image_id": 2, "category_id": 1, "iscrowd": 1,)"
      R"( "segmentation": {"size": [4, 6], "counts": [3, 9, 12]}},)"
      R"({"id": 3, "image_id": 2, "category_id": 3,)"
      R"( "segmentation": {"counts": "39<", "size": [4, 6]}}]})";
  for (const char* name : {"a.jpg", "b.jpg"}) test::write_file(folder / "val2017" / name, "");
  const auto read = [&folder](const std::string& content) {
    test::write_file(folder / "annotations/instances_val2017.json", content);
    read_dataset(*open_coco_dataset(folder.path(), {.image_set = "val", .allow_missing = true}));
  };
  EXPECT_NO_THROW(read(good));
  std::mt19937 random(20260502);
  int understood = 0;
  for (int i = 0; i < 3000; ++i) {
    try {
      read(test::mutated(good, random));
      ++understood;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("instances_val2017.json"));
    }
  }
  EXPECT_GT(understood, 0);
}

}  // namespace
}  // namespace panet
