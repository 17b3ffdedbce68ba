#include <filesystem>
#include <string>

#include "maps.h"
#include "panet/image/decode.h"
#include "peak_memory.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::encoded;
using test::error_of;
using test::HandmadeTiff;
using test::ramps;
using test::Tells;
using test::TemporaryFolder;

Picture decoded(const std::string& bytes) {
  const TemporaryFolder folder;
  test::write_file(folder / "picture", bytes);
  return decode_picture(folder / "picture");
}

std::string complaint(const std::string& bytes) {
  return error_of([&] { decoded(bytes); });
}

// What is wrong with a file of these bytes, which must not take time or room to find out.
std::string quick_complaint(const std::string& bytes) {
  std::string told;
  double seconds = 0;
  const double megabytes =
      test::extra_megabytes([&] { seconds = test::seconds_of([&] { told = complaint(bytes); }); });
  EXPECT_LT(seconds, 1);
  EXPECT_LT(megabytes, 50);
  return told;
}

TEST(HostilePicture, AJpegWhoseDataEndBeforeThePictureIsBroken) {
  const std::string jpeg = encoded(".jpg", ramps(64, 64)), end = "\xFF\xD9";
  for (const std::size_t share : {2, 3})
    EXPECT_THAT(complaint(jpeg.substr(0, jpeg.size() - jpeg.size() / (4 * share)) + end),
                Tells("broken JPEG", "premature end"));
  EXPECT_THAT(quick_complaint(test::handmade_jpeg(14000, 14000, std::string(64, '\0'))),
              Tells("broken JPEG", "premature end"));
  std::string arithmetic = test::handmade_jpeg(14000, 14000, std::string(64, '\0'));
  arithmetic[arithmetic.find("\xFF\xC0") + 1] = '\xC9';
  EXPECT_THAT(quick_complaint(arithmetic), Tells("arithmetic coding"));
}

TEST(HostilePicture, AJpegMayHaveScansThatSayNothingButNotThousands) {
  EXPECT_EQ(decoded(test::jpeg_of_empty_scans(1400, 1400, 20)).height(), 1400);
  EXPECT_THAT(quick_complaint(test::jpeg_of_empty_scans(1400, 1400, 5000)),
              Tells("broken JPEG", "too many scans"));
  EXPECT_EQ(decoded(test::jpeg_of_empty_scans(16, 16, 400)).height(), 16) << "costs no time";
  const Picture black(400, 600);
  EXPECT_EQ(decoded(encoded(".jpg", black, {2, 1})), black);
}

TEST(HostilePicture, WhatIsHarmlessIsReadAndNothingIsSaidAboutIt) {
  std::string jpeg = encoded(".jpg", ramps(24, 37));
  const Picture expected = decoded(jpeg);
  jpeg.insert(jpeg.size() - 2, std::string(5, '\0'));  // libjpeg: "5 extraneous bytes"
  std::string tiff = test::handmade_tiff(ramps(4, 4), 1, false);
  tiff[8 + 2 + 12 * 6] = '\xF0';  // a tag that nobody knows
  testing::internal::CaptureStderr();
  EXPECT_EQ(decoded(jpeg), expected);
  EXPECT_EQ(decoded(tiff), ramps(4, 4));
  complaint(tiff.substr(0, tiff.size() - 9));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(HostilePicture, ATileOfATiffIsNotMuchLargerThanThePicture) {
  EXPECT_EQ(decoded(HandmadeTiff{.tile = 32, .pixels = std::string(1024, 'p')}.bytes()).size(), 1u);
  EXPECT_THAT(quick_complaint(HandmadeTiff{.packing = 8, .tile = 30000}.bytes()),
              Tells("broken TIFF", "tiles of 30000 x 30000"));
}

TEST(HostilePicture, ATiffHasFewSamplesAPixelAndIsPackedInAUsualWay) {
  EXPECT_THAT(complaint(HandmadeTiff{.samples = 64, .pixels = std::string(64, 'p')}.bytes()),
              Tells("64 samples of 8 bits", "save it as RGB"));
  EXPECT_THAT(complaint(HandmadeTiff{.packing = 34887}.bytes()),
              Tells("packed in way 34887", "LZW or Deflate"));
}

TEST(HostilePicture, ATiffWhoseDataEndBeforeThePictureIsBroken) {
  EXPECT_THAT(quick_complaint(HandmadeTiff{.width = 14000, .height = 14000}.bytes()),
              Tells("broken TIFF"));
  for (const uint32_t packing : {1, 2, 3, 4, 5, 8, 32773, 50000})
    for (const uint32_t side : {2000, 14000})
      EXPECT_THAT(quick_complaint(HandmadeTiff{
                      .width = side, .height = side, .packing = packing, .pixels = "abc"}
                                      .bytes()),
                  Tells("broken TIFF"))
          << packing << ", " << side;
  const HandmadeTiff of_jpeg{.width = 64,
                             .height = 64,
                             .packing = 7,
                             .pixels = test::handmade_jpeg(64, 64, std::string(8, '\0'))};
  EXPECT_THAT(complaint(of_jpeg.bytes()), Tells("broken TIFF", "premature end"));
}

// AV1's or HEVC's own head tells of more pixels than the file around it.
TEST(HostilePicture, AHeicThatHoldsMoreThanItSaysIsRefusedBeforeItIsDecoded) {
  if (!has_picture_extension("a.heic")) GTEST_SKIP() << "built without libheif";
  const std::filesystem::path files = PANET_CHECKOUT "/fuzz/regressions/heif";
  EXPECT_THAT(quick_complaint(test::read_file(files / "av1_of_16000")),
              Tells("broken", "16 pixels", "16000 x 16000"));
  EXPECT_THAT(quick_complaint(test::read_file(files / "hevc_of_2000")),
              Tells("broken", "16 pixels", "2000 x 2000"));
}

}  // namespace
}  // namespace panet
