#include "image/resize.h"

#include <tuple>

#include "camera_picture.h"
#include "maps.h"
#include "panet/image/network_input.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::noise;
using test::Tells;

TEST(ResizedPicture, IsWhatTheEncoderWouldSee) {
  for (const auto& [height, width, size] : {std::tuple{37, 50, PictureSize{41, 41}},
                                            {20, 31, {97, 97}},
                                            {200, 150, {33, 25}},
                                            {60, 80, {17, 90}},
                                            {1, 1, {5, 5}},
                                            {3, 500, {1, 1}}}) {
    const auto picture = noise<Picture>(height, width);
    const auto resized = resized_picture(picture, size);
    const auto seen = picture_of_input(network_input(picture, size));
    // Where a level lies in the middle of two, normalising and undoing it may round otherwise.
    EXPECT_LE(test::max_difference(resized, seen), 1)
        << height << " x " << width << " to " << size.height << " x " << size.width;
  }
}

TEST(ResizedPicture, AtItsOwnSizeIsThePicture) {
  const auto picture = noise<Picture>(33, 33);
  EXPECT_EQ(resized_picture(picture, {33, 33}), picture);
}

TEST(ResizedPicture, KeepsBlackAndWhite) {
  for (const Colour& colour : {Colour{0, 0, 0}, Colour{255, 255, 255}})
    EXPECT_EQ(resized_picture(Picture::filled({77, 61}, colour), {20, 22}),
              Picture::filled({20, 22}, colour));
}

TEST(ResizedPicture, TakesAPictureOfAnyOrderOfChannelsWithGapsBetweenItsRows) {
  EXPECT_EQ(resized_picture(test::CameraPicture(test::ramps(20, 30)).view(), {17, 12}),
            resized_picture(test::ramps(20, 30), {17, 12}));
}

TEST(ResizedPicture, RefusesWhatIsNoPictureOrNoSize) {
  EXPECT_THAT(error_of([] {
                resized_picture({}, {8, 8});
              }),
              Tells("resized_picture", "at least one pixel, not 0 x 0"));
  EXPECT_THAT(error_of([] {
                resized_picture(test::ramps(4, 4), {4, 0});
              }),
              Tells("resized_picture", "1 to 16384", "not 0"));
}

}  // namespace
}  // namespace panet
