#include "panet/segment/support_stream.h"

#include "image/png.h"
#include "panet/image/encode.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

void write_support(const fs::path& picture, const test::Scene& scene) {
  fs::create_directories(picture.parent_path());
  encode_picture(picture, scene.picture);
  write_index_png(fs::path(picture).replace_extension(".png"), test::labels_of(scene.mask),
                  voc_palette());
}

TEST(SupportStream, GivesEveryPictureOfEveryClassWithItsAnnotation) {
  const TemporaryFolder folder;
  const auto scene = test::disk_scene(40, 50, test::kRed, test::kBlue);
  for (const auto* name : {"apple/a1.jpg", "apple/a2.jpg", "pear/p1.jpg"})
    write_support(folder / name, scene);
  const auto next = support_stream(read_support_folder(folder.path()));
  std::vector<std::string> seen;
  while (const auto support = next()) {
    seen.push_back(support->class_name + " " + fs::path(support->source).filename().string());
    EXPECT_EQ(support->picture.dimensions(), (PictureSize{40, 50}));
    EXPECT_EQ(support->annotation.foreground, scene.mask);
  }
  EXPECT_THAT(seen, testing::ElementsAre("apple a1.png", "apple a2.png", "pear p1.png"))
      << "named by what a message is about";
}

TEST(SupportStream, ALabelOfAClassThatIsNotThereIsToldBeforeAnythingIsRead) {
  const std::vector<SupportClass> classes = {{"mug", {{"nowhere.jpg", "nowhere.png", {}}}}};
  EXPECT_THAT(test::error_of([&] {
                support_stream(classes, {.by_class = {{"tasse", 8}}});
              }),
              test::Tells("label tasse=8", "no class tasse", "there are mug"));
  EXPECT_NO_THROW(support_stream(classes, {.by_class = {{"MUG", 8}}}));
}

}  // namespace
}  // namespace panet
