#include "panet/image/resize.h"

#include <tuple>

#include "panet/image/network_input.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

torch::Tensor levels(const torch::Tensor& picture) {
  return picture.to(torch::kFloat32);
}

TEST(ResizedPicture, IsWhatTheEncoderWouldSee) {
  torch::manual_seed(1);
  for (const auto& [height, width, size] :
       {std::tuple{37, 50, 41}, {20, 31, 97}, {200, 150, 33}, {1, 1, 5}, {3, 500, 1}}) {
    const auto picture = torch::randint(256, {height, width, 3}, torch::kUInt8);
    const auto resized = resized_picture(picture, size);
    const auto seen = picture_of_input(network_input(picture, size));
    ASSERT_EQ(resized.scalar_type(), torch::kUInt8);
    // Where a level lies in the middle of two, normalising and undoing it may round otherwise.
    EXPECT_LE(test::max_difference(levels(resized), levels(seen)), 1)
        << height << " x " << width << " to " << size;
  }
}

TEST(ResizedPicture, AtItsOwnSizeIsThePicture) {
  const auto picture = torch::randint(256, {33, 33, 3}, torch::kUInt8);
  EXPECT_TRUE(resized_picture(picture, 33).equal(picture));
}

TEST(ResizedPicture, KeepsBlackAndWhite) {
  for (const int level : {0, 255}) {
    const auto resized = resized_picture(torch::full({77, 61, 3}, level, torch::kUInt8), 20);
    EXPECT_TRUE(resized.equal(torch::full({20, 20, 3}, level, torch::kUInt8)));
  }
}

TEST(ResizedPicture, RefusesWhatIsNoPictureOrNoSize) {
  EXPECT_THAT(error_of([] {
                resized_picture(torch::zeros({4, 4}), 8);
              }),
              Tells("resized_picture", "H x W x 3 uint8"));
  EXPECT_THAT(error_of([] { resized_picture(test::ramps(4, 4), 0); }),
              Tells("resized_picture", "1 to 16384", "not 0"));
}

}  // namespace
}  // namespace panet
