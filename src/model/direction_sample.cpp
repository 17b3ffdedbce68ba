#include "model/direction_sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/core.hpp>

#include "model/feature_products.h"
#include "panet/base/error.h"
#include "panet/base/random_stream.h"

namespace panet {
namespace {

constexpr int64_t kDirectionsOfImage = 100;

cv::Mat row_view(std::vector<double>& numbers) {
  return {1, static_cast<int>(numbers.size()), CV_64F, numbers.data()};
}

cv::Mat square_view(std::vector<double>& numbers, int side) {
  return {side, side, CV_64F, numbers.data()};
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
    copy_feature(features, location, static_cast<double>(lengths[location]),
                 std::span(directions.ptr<double>(row++), static_cast<std::size_t>(channels)));
  sum_.resize(static_cast<std::size_t>(channels));
  products_.resize(sum_.size() * sum_.size());
  cv::Mat sum, sums = row_view(sum_), products = square_view(products_, channels);
  cv::reduce(directions, sum, 0, cv::REDUCE_SUM);
  sums += sum;
  cv::gemm(directions, directions, 1, products, 1, products, cv::GEMM_1_T);
  directions_ += count;
}

DirectionStatistics DirectionSample::statistics(int64_t axes) const {
  if (directions_ <= axes)
    throw Error(fmt::format(
        "{} picture(s) are too few to tell how features vary along {} axes; take hundreds, of all "
        "kinds of things",
        images_, axes));
  const auto count = static_cast<double>(directions_);
  auto sum = sum_, products = products_;
  const cv::Mat mean = row_view(sum) / count;
  const cv::Mat covariance = square_view(products, mean.cols) / count - mean.t() * mean;
  cv::Mat variances, vectors;
  cv::eigen(covariance, variances, vectors);
  const int kept = static_cast<int>(std::min<int64_t>(axes, covariance.rows));
  return {.mean = map_of(mean),
          .axes = map_of(vectors.rowRange(0, kept)),
          .variances = map_of(variances.rowRange(0, kept).t())};
}

}  // namespace panet
