#include "panet/image/picture_view.h"

#include "camera_picture.h"
#include "maps.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TEST(PictureView, OfAPictureShowsItsPixels) {
  const Picture picture = test::ramps(5, 7);
  const PictureView view = picture;
  EXPECT_EQ(view.dimensions(), picture.dimensions());
  EXPECT_EQ(static_cast<const void*>(view.data), picture.all().data());
  EXPECT_EQ(view.at(3, 6), picture.at(3, 6));
}

TEST(PictureView, KnowsWhereRedAndBlueAre) {
  const std::array<uint8_t, 10> bytes = {1, 2, 3, 0, 0, 4, 5, 6, 0, 0};
  const PictureView rgb(bytes.data(), {2, 1}, 5), bgr(bytes.data(), {2, 1}, 5, ChannelOrder::kBgr);
  EXPECT_EQ(rgb.at(1, 0), (Colour{4, 5, 6}));
  EXPECT_EQ(bgr.at(1, 0), (Colour{6, 5, 4}));
}

TEST(PictureView, IsCopiedWithoutGapsAndRedFirst) {
  const auto picture = test::noise<Picture>(13, 17);
  EXPECT_EQ(copy_of(picture), picture);
  EXPECT_EQ(copy_of(test::CameraPicture(picture).view()), picture);
  EXPECT_TRUE(copy_of({}).empty());
}

TEST(PictureView, IsRefusedWithoutPixels) {
  const auto complaint = [](const PictureView& view) {
    return error_of([&] { expect_pixels(view, "overlay"); });
  };
  const std::array<uint8_t, 12> bytes = {};
  EXPECT_THAT(complaint({}), Tells("overlay: a picture has at least one pixel, not 0 x 0"));
  EXPECT_THAT(complaint(Picture(3, 0)), Tells("at least one pixel, not 3 x 0"));
  EXPECT_THAT(complaint({bytes.data(), {-2, 2}, 6}), Tells("not -2 x 2"));
  EXPECT_THAT(complaint({nullptr, {2, 2}, 6}), Tells("overlay", "no memory"));
  EXPECT_THAT(complaint({bytes.data(), {2, 2}, 5}),
              Tells("overlay: a row of 2 pixels is 6 bytes long", "begin 5 bytes apart"));
  EXPECT_THAT(complaint({bytes.data() + 6, {2, 2}, -6}), Tells("begin -6 bytes apart"));
  EXPECT_THAT(complaint({bytes.data(), {1, INT64_MAX / 2}, 6}), Tells("overlay", "too many"));
  EXPECT_THAT(complaint({bytes.data(), {65'501, 1}, 3}), Tells("no side may have more than 65500"));
  expect_pixels({bytes.data(), {2, 2}, 6}, "overlay");
}

}  // namespace
}  // namespace panet
