#include "panet/image/encode.h"

#include <string>

#include "camera_picture.h"
#include "maps.h"
#include "panet/image/decode.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::ramps;
using test::Tells;
using test::TemporaryFolder;

TEST(Encode, WritesAPngThatReadsBackTheSame) {
  const TemporaryFolder folder;
  encode_picture(folder / "a.PNG", ramps(20, 30));
  EXPECT_EQ(decode_picture(folder / "a.PNG"), ramps(20, 30));
}

TEST(Encode, WritesAJpegThatReadsBackNearlyTheSame) {
  const TemporaryFolder folder;
  for (const char* name : {"a.jpg", "a.JPEG"}) {
    encode_picture(folder / name, ramps(20, 30), 95);
    EXPECT_EQ(test::read_file(folder / name).substr(0, 2), "\xFF\xD8");
    EXPECT_LE(max_difference(decode_picture(folder / name), ramps(20, 30)), 10);
  }
}

TEST(Encode, ALowerQualityMakesASmallerJpeg) {
  const TemporaryFolder folder;
  const auto noise = test::noise<Picture>(64, 64);
  encode_picture(folder / "good.jpg", noise, 95);
  encode_picture(folder / "small.jpg", noise, 30);
  EXPECT_LT(std::filesystem::file_size(folder / "small.jpg"),
            std::filesystem::file_size(folder / "good.jpg") / 2);
}

TEST(Encode, MakesTheSameBytesOfTheSamePicture) {
  const TemporaryFolder folder;
  for (const std::string extension : {".png", ".jpg"}) {
    encode_picture(folder / ("a" + extension), ramps(20, 30));
    encode_picture(folder / ("b" + extension), ramps(20, 30));
    EXPECT_EQ(test::read_file(folder / ("a" + extension)),
              test::read_file(folder / ("b" + extension)));
  }
}

TEST(Encode, TakesAPictureOfAnyOrderOfChannelsWithGapsBetweenItsRows) {
  const test::CameraPicture camera(ramps(20, 30));
  for (const char* name : {"a.png", "a.jpg"})
    EXPECT_EQ(encoded_picture(name, camera.view()), encoded_picture(name, ramps(20, 30)));
}

TEST(Encode, RefusesWhatItCannotWrite) {
  const TemporaryFolder folder;
  const auto complaint = [&](const char* name, const PictureView& picture, int quality = 90) {
    return error_of([&] { encode_picture(folder / name, picture, quality); });
  };
  EXPECT_THAT(complaint("a.gif", ramps(2, 2)), Tells("a.gif", ".jpg, .jpeg or .png"));
  EXPECT_THAT(complaint("a", ramps(2, 2)), Tells(".jpg, .jpeg or .png"));
  EXPECT_THAT(complaint("a.jpg", ramps(2, 2), 0), Tells("a.jpg", "1 to 100, not 0"));
  EXPECT_THAT(complaint("a.jpg", ramps(2, 2), 101), Tells("not 101"));
  EXPECT_THAT(complaint("a.png", Picture(0, 2)), Tells("a.png", "at least one pixel, not 0 x 2"));
  EXPECT_THAT(complaint("a.png", {}), Tells("at least one pixel, not 0 x 0"));
  EXPECT_THAT(complaint("a.jpg", Picture(1, 70000)), Tells("a.jpg", "70000 x 1"));
  EXPECT_THAT(complaint("nowhere/a.png", ramps(2, 2)), Tells("nowhere/a.png", "No such file"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace panet
