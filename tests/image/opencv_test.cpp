#include "panet/opencv.h"

#include "maps.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TEST(OpenCv, APictureOfAnyPartOfAMatrixIsSeenWithoutACopy) {
  cv::Mat bgr(20, 30, CV_8UC3);
  cv::randu(bgr, 0, 256);
  const cv::Mat right = bgr.colRange(11, 30);
  const PictureView view = view_of(right);
  EXPECT_EQ(view.data, right.data);
  EXPECT_EQ(view.dimensions(), (PictureSize{20, 19}));
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 19; ++x) {
      const auto& pixel = right.at<cv::Vec3b>(y, x);
      ASSERT_EQ(view.at(y, x), (Colour{pixel[2], pixel[1], pixel[0]}));
    }
}

TEST(OpenCv, AMatrixMayHaveRedFirst) {
  const cv::Mat rgb(2, 3, CV_8UC3, cv::Scalar(1, 2, 3));
  EXPECT_EQ(view_of(rgb, ChannelOrder::kRgb).at(1, 2), (Colour{1, 2, 3}));
}

TEST(OpenCv, AMatrixOfAnotherKindIsRefused) {
  const auto complaint = [](const cv::Mat& mat) { return error_of([&] { view_of(mat); }); };
  EXPECT_THAT(complaint({}), Tells("cv::Mat", "empty"));
  EXPECT_THAT(complaint(cv::Mat(2, 3, CV_8UC1)), Tells("CV_8UC3", "this one", "CV_8UC1"));
  EXPECT_THAT(complaint(cv::Mat(2, 3, CV_32FC3)), Tells("CV_8UC3", "CV_32FC3"));
  EXPECT_THAT(complaint(cv::Mat({2, 3, 4}, CV_8UC3)), Tells("two dimensions", "has 3"));
}

TEST(OpenCv, MapsAreMatricesWithoutACopy) {
  Picture picture = test::ramps(5, 7);
  Mask mask(5, 7);
  Labels labels(5, 7);
  for (const cv::Mat& mat : {mat_of(picture), mat_of(mask), mat_of(labels)})
    EXPECT_EQ(mat.size(), cv::Size(7, 5));
  const Colour colour = picture.at(4, 3);
  EXPECT_EQ(mat_of(picture).at<cv::Vec3b>(4, 3), cv::Vec3b(colour[0], colour[1], colour[2]));
  mat_of(picture).at<cv::Vec3b>(1, 2) = {9, 8, 7};
  mat_of(mask).at<uint8_t>(1, 2) = 1;
  mat_of(labels).at<uint8_t>(1, 2) = 42;
  EXPECT_EQ(picture.at(1, 2), (Colour{9, 8, 7}));
  EXPECT_EQ(mask.at(1, 2), 1);
  EXPECT_EQ(labels.at(1, 2), 42);
}

}  // namespace
}  // namespace panet
