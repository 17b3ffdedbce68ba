#pragma once

#include <torch/types.h>

#include <opencv2/core/mat.hpp>

namespace panet {

// The same pixels seen by OpenCV. tensor: H x W or H x W x C uint8, contiguous, on the CPU; it must
// outlive the view.
inline cv::Mat mat_view(const torch::Tensor& tensor) {
  const int channels = tensor.dim() == 3 ? static_cast<int>(tensor.size(2)) : 1;
  return {static_cast<int>(tensor.size(0)), static_cast<int>(tensor.size(1)), CV_8UC(channels),
          tensor.data_ptr()};
}

// The same pixels seen by LibTorch, H x W x C uint8; the tensor keeps the matrix's memory alive.
inline torch::Tensor tensor_view(const cv::Mat& mat) {
  const cv::Mat whole = mat.isContinuous() ? mat : mat.clone();
  return torch::from_blob(
      whole.data, {whole.rows, whole.cols, whole.channels()}, [whole](void*) {}, torch::kUInt8);
}

}  // namespace panet
