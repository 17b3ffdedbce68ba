#include "model/direction_sample.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/opencv_view.h"
#include "model/feature_products.h"
#include "panet/base/error.h"
#include "panet/base/random_stream.h"

namespace panet {
namespace {

constexpr int64_t kDirectionsOfImage = 100;

// One direction of an image.
void copy_direction(const Features& features, std::size_t location, double inverse_length,
                    std::span<double> direction) {
  const auto channels = static_cast<std::size_t>(features.channels());
  const auto copy = [&](auto numbers, auto as_float) {
    std::ranges::transform(numbers.subspan(location * channels, channels), direction.begin(),
                           [=](auto number) { return as_float(number) * inverse_length; });
  };
  if (features.type() == Features::Type::kFloat32)
    copy(features.floats(), [](float number) { return static_cast<double>(number); });
  else
    copy(features.bfloats(), [](BFloat16 number) { return static_cast<double>(to_float(number)); });
}

Map<float> map_of(const cv::Mat& numbers) {
  auto map = Map<float>::uninitialised(numbers.rows, numbers.cols);
  for (int y = 0; y < numbers.rows; ++y)
    std::transform(numbers.ptr<double>(y), numbers.ptr<double>(y) + numbers.cols,
                   map.row(y).begin(), [](double number) { return static_cast<float>(number); });
  return map;
}

}  // namespace

void DirectionSample::add(const Features& features) {
  const auto count = std::min(kDirectionsOfImage, features.locations());
  RandomStream random(seed_, static_cast<uint64_t>(images_++));
  const auto lengths = inverse_lengths(features);
  const int channels = static_cast<int>(features.channels());
  cv::Mat directions(static_cast<int>(count), channels, CV_64F);
  int row = 0;
  for (const auto location : random.sample(static_cast<std::size_t>(features.locations()),
                                           static_cast<std::size_t>(count)))
    copy_direction(features, location, static_cast<double>(lengths[location]),
                   {directions.ptr<double>(row++), static_cast<std::size_t>(channels)});
  if (sum_.empty()) {
    sum_ = cv::Mat::zeros(1, channels, CV_64F);
    products_ = cv::Mat::zeros(channels, channels, CV_64F);
  }
  cv::Mat sum;
  cv::reduce(directions, sum, 0, cv::REDUCE_SUM);
  sum_ += sum;
  cv::gemm(directions, directions, 1, products_, 1, products_, cv::GEMM_1_T);
  directions_ += count;
}

DirectionStatistics DirectionSample::statistics(int64_t axes) const {
  if (directions_ < products_.rows || directions_ == 0)
    throw Error(
        fmt::format("{} pictures are too few to tell how {} channels of features vary; take {} "
                    "or more",
                    images_, products_.rows, products_.rows / kDirectionsOfImage + 1));
  const auto count = static_cast<double>(directions_);
  const cv::Mat mean = sum_ / count;
  const cv::Mat covariance = products_ / count - mean.t() * mean;
  cv::Mat variances, vectors;
  cv::eigen(covariance, variances, vectors);
  const int kept = static_cast<int>(std::min<int64_t>(axes, covariance.rows));
  return {.mean = map_of(mean),
          .axes = map_of(vectors.rowRange(0, kept)),
          .variances = map_of(variances.rowRange(0, kept).t())};
}

}  // namespace panet
