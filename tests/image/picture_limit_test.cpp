#include "panet/image/picture_limit.h"

#include <sys/resource.h>

#include <fstream>
#include <iostream>

#include "image/png.h"
#include "image/rle.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"
#include "peak_memory.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::HandmadePng;
using test::Tells;
using test::TemporaryFolder;

// Another limit for a test.
class Limit {
 public:
  explicit Limit(int64_t pixels) { set_max_pixels(pixels); }
  ~Limit() { set_max_pixels(before_); }
  Limit(const Limit&) = delete;
  Limit& operator=(const Limit&) = delete;

 private:
  int64_t before_ = max_pixels();
};

// A file that only tells its size, in the reader that looks at it.
std::string complaint_about(uint32_t width, uint32_t height) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png",
                   HandmadePng{.width = width, .height = height, .rows = {"x"}}.bytes());
  return error_of([&] { decode_picture(folder / "a.png"); });
}

TEST(PictureLimit, NoSideIsLongerThanAJpegCanHave) {
  EXPECT_THAT(complaint_about(65501, 1), Tells("a.png", "65501 x 1", "no side", "65500"));
  EXPECT_THAT(complaint_about(1, 65501), Tells("1 x 65501", "65500"));
  EXPECT_THAT(complaint_about(1 << 28, 1), Tells("268435456 x 1", "65500"));
  const TemporaryFolder folder;
  test::write_file(
      folder / "a.png",
      HandmadePng{.width = 65500, .height = 1, .rows = {std::string(65500, 'x')}}.bytes());
  EXPECT_EQ(decode_picture(folder / "a.png").dimensions(), (PictureSize{1, 65500}));
}

TEST(PictureLimit, IsTwoHundredMegapixelsUnlessAnotherIsSet) {
  EXPECT_EQ(max_pixels(), 200'000'000);
  EXPECT_THAT(complaint_about(16384, 16384),
              Tells("16384 x 16384", "the limit is 200 megapixels", "max-pixels 269"));
  EXPECT_THAT(complaint_about(14143, 14142), Tells("200 megapixels", "max-pixels 201"));
  EXPECT_THAT(complaint_about(14142, 14142), Tells("broken PNG")) << "less than 200 megapixels";
  EXPECT_THAT(complaint_about(65500, 65500), Tells("raises it up to 1000"));
  const Limit limit(6);
  EXPECT_THAT(complaint_about(7, 1), Tells("7 x 1"));
  EXPECT_THAT(complaint_about(3, 2), Tells("broken PNG"));
  EXPECT_THAT(error_of([] { decode_rle({7, 1, {7}}); }), Tells("7 x 1", "at most 6"));
}

TEST(PictureLimit, HasLimitsItself) {
  for (const int64_t pixels : {int64_t{0}, int64_t{-1}, int64_t{1'000'000'001}})
    EXPECT_THAT(error_of([&] { set_max_pixels(pixels); }), Tells("1 to 1000 megapixels"));
  EXPECT_EQ(max_pixels(), 200'000'000);
}

TEST(PictureLimit, TellsBeforeThereIsRoomForAPixel) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", test::encoded(".png", Map<uint8_t>(16000, 16000)));
  double seconds = 0;
  const double megabytes = test::extra_megabytes([&] {
    seconds = test::seconds_of([&] {
      EXPECT_THAT(error_of([&] { decode_picture(folder / "a.png"); }), Tells("16000 x 16000"));
      EXPECT_THAT(error_of([&] { read_png(folder / "a.png"); }), Tells("16000 x 16000"));
    });
  });
  EXPECT_LT(megabytes, 50);
  EXPECT_LT(seconds, 2);
}

TEST(PictureLimit, WhoeverAdmitsAPictureIsAskedBeforeThereIsRoomForAPixel) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", test::encoded(".png", Map<uint8_t>(8000, 9000)));
  test::write_file(folder / "a.jpg", test::encoded(".jpg", Map<uint8_t>(8000, 9000)));
  for (const char* name : {"a.png", "a.jpg"}) {
    const double megabytes = test::extra_megabytes([&] {
      EXPECT_THAT(error_of([&] {
                    decode_picture(folder / name, [](int64_t height, int64_t width) {
                      EXPECT_EQ(height, 8000);
                      EXPECT_EQ(width, 9000);
                      throw Error("not now");
                    });
                  }),
                  Tells(name, "not now"));
    });
    EXPECT_LT(megabytes, 20) << name;
  }
}

// What /proc tells of this process, in bytes.
rlim_t address_space() {
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * 4096;
}

TEST(PictureLimit, APictureThatNeedsMoreMemoryThanThereIsIsRefused) {
  const TemporaryFolder folder;
  test::write_file(folder / "a.png", test::encoded(".png", Map<uint8_t>(4000, 5000)));
  const auto decode_in_little_memory = [&] {
    const rlim_t most = address_space() + 300'000'000;
    const rlimit limit = {.rlim_cur = most, .rlim_max = most};
    setrlimit(RLIMIT_AS, &limit);
    try {
      decode_picture(folder / "a.png");
    } catch (const Error& error) {
      std::cerr << error.what();
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(
      decode_in_little_memory(), testing::ExitedWithCode(0),
      "a.png: not enough memory for a picture of 5000 x 4000 pixels: it needs about 0.4 GB, "
      "0.[23] GB are free");
}

}  // namespace
}  // namespace panet
