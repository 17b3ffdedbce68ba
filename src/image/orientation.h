#pragma once

#include <opencv2/core/mat.hpp>

namespace panet {

// `stored` turned and mirrored to what EXIF's orientation, 1 to 8, says is upright.
cv::Mat oriented(const cv::Mat& stored, int orientation);

}  // namespace panet
