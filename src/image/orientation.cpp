#include "orientation.h"

#include <opencv2/core.hpp>

namespace panet {
namespace {

// Values of cv::flip.
constexpr int upside_down = 0, left_right = 1, both = -1;

cv::Mat flipped(const cv::Mat& picture, int how) {
  cv::Mat result;
  cv::flip(picture, result, how);
  return result;
}

cv::Mat transposed(const cv::Mat& picture) {
  cv::Mat result;
  cv::transpose(picture, result);
  return result;
}

}  // namespace

// The names of the values tell where the first row and the first column of the stored picture
// belong.
cv::Mat oriented(const cv::Mat& stored, int orientation) {
  switch (orientation) {
    case 2:  // top, right
      return flipped(stored, left_right);
    case 3:  // bottom, right
      return flipped(stored, both);
    case 4:  // bottom, left
      return flipped(stored, upside_down);
    case 5:  // left, top
      return transposed(stored);
    case 6:  // right, top
      return flipped(transposed(stored), left_right);
    case 7:  // right, bottom
      return flipped(transposed(stored), both);
    case 8:  // left, bottom
      return flipped(transposed(stored), upside_down);
    default:  // 1: top, left
      return stored;
  }
}

}  // namespace panet
