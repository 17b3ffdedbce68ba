// Compiled with a warning for each field that has no value (CMakeLists.txt): options name what they
// change, and the rest is as documented, in programs that other people compile with all warnings.
#include <gtest/gtest.h>
#include <panet/panet.h>

#include "panet/dataset/open_dataset.h"
#include "panet/episode/episode_annotation.h"
#include "panet/eval/evaluator.h"

namespace panet {
namespace {

TEST(Options, NeedNoMoreThanWhatTheyChange) {
  EXPECT_EQ(SegmenterOptions{.input_size = 321}.tiles, std::nullopt);
  EXPECT_EQ(ComputeOptions{.precision = Precision::kBFloat16}.device, Device{});
  EXPECT_EQ(SupportFolderOptions{.shots = 5}.only.size(), 0u);
  EXPECT_TRUE(Corrections{.thresholds = {1}}.strokes.empty());
  EXPECT_TRUE(Support{.class_name = "cup"}.source.empty());
  EXPECT_EQ(LabelOptions{.all = 1}.by_class.size(), 0u);
  EXPECT_TRUE(Annotation{.foreground = Mask(2, 2)}.background.empty());
  EXPECT_TRUE(AnnotatedPicture{.picture = "a.jpg"}.annotation.empty());
  EXPECT_TRUE(SupportClass{.name = "cup"}.pictures.empty());
  EXPECT_TRUE(SegmentJob{.pictures = {}}.output.folder.empty());
  EXPECT_EQ(OutputOptions{.folder = "masks"}.pieces, std::nullopt);
  EXPECT_FALSE(DatasetOptions{.image_set = "val"}.allow_missing);
  EXPECT_EQ(EpisodeOptions{.shots = 5}.ways, 1);
  EXPECT_EQ(SupportAnnotationOptions{.kind = SupportAnnotation::kBox}.scribble.width,
            ScribbleOptions{}.width);
  EXPECT_GT(EvaluatorOptions{.cache_bytes = 1}.cache_bytes, 0u);
  EXPECT_TRUE(Tile{.picture = Picture(2, 2)}.caption.empty());
}

}  // namespace
}  // namespace panet
