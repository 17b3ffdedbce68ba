#include "panet/image/network_input.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "base/parallel.h"
#include "camera_picture.h"
#include "maps.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::noise;
using test::Tells;

using Pixel = std::array<double, 3>;

// Of red, green and blue from 0 to 1.
Pixel normalised(const Pixel& pixel) {
  constexpr Pixel mean = {0.485, 0.456, 0.406}, deviation = {0.229, 0.224, 0.225};
  Pixel result;
  for (std::size_t c = 0; c < 3; ++c) result[c] = (pixel[c] - mean[c]) / deviation[c];
  return result;
}

Map<Pixel> normalised(const Picture& picture) {
  return mapped<Map<Pixel>>(picture, [](const Colour& colour) {
    return normalised(Pixel{colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0});
  });
}

// How much each of `length` pixels counts for one of `size`: a triangle around its middle.
std::vector<double> weights(int64_t length, int64_t size, int64_t pixel) {
  const double scale = static_cast<double>(length) / static_cast<double>(size);
  std::vector<double> result;
  double sum = 0;
  for (int64_t i = 0; i < length; ++i) {
    const double away = static_cast<double>(i) + 0.5 - (static_cast<double>(pixel) + 0.5) * scale;
    result.push_back(std::max(0.0, 1 - std::abs(away) / std::max(scale, 1.0)));
    sum += result.back();
  }
  for (double& weight : result) weight /= sum;
  return result;
}

// The same rows with `size` pixels each, and rows and columns exchanged.
Map<Pixel> resized_rows(const Map<Pixel>& map, int64_t size) {
  Map<Pixel> result(size, map.height());
  for (int64_t x = 0; x < size; ++x) {
    const auto shares = weights(map.width(), size, x);
    for (int64_t y = 0; y < map.height(); ++y)
      for (std::size_t i = 0; i < shares.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) result.at(x, y)[c] += shares[i] * map.row(y)[i][c];
  }
  return result;
}

Map<Pixel> by_formula(const Picture& picture, PictureSize size) {
  return resized_rows(resized_rows(normalised(picture), size.width), size.height);
}

TEST(NetworkInput, NormalisesEachChannelByItsOwnNumbers) {
  const NetworkInput input = network_input(Picture::filled({30, 50}, {255, 0, 51}), 17);
  const auto expected = Map<Pixel>::filled({17, 17}, normalised(Pixel{1.0, 0.0, 0.2}));
  EXPECT_LT(max_difference(input, expected), 1e-5);
}

TEST(NetworkInput, AtItsOwnSizeOnlyNormalises) {
  const auto picture = noise<Picture>(33, 33);
  EXPECT_LT(max_difference(network_input(picture, 33), normalised(picture)), 1e-5);
}

TEST(NetworkInput, EqualsTheFormulaAtAnySize) {
  for (const auto& [height, width, size] : {std::tuple{37, 50, 41},
                                            {20, 31, 97},
                                            {200, 150, 33},
                                            {101, 7, 64},
                                            {1, 1, 5},
                                            {3, 500, 1}}) {
    const auto picture = noise<Picture>(height, width);
    EXPECT_LT(max_difference(network_input(picture, size), by_formula(picture, {size, size})), 2e-5)
        << height << " x " << width << " to " << size;
  }
}

TEST(NetworkInput, KeepsOrLosesProportionsAsItIsTold) {
  const auto picture = noise<Picture>(30, 40);
  for (const auto size : {PictureSize{57, 73}, {73, 57}, {9, 200}}) {
    const auto input = network_input(picture, size);
    ASSERT_EQ(input.dimensions(), size);
    EXPECT_LT(max_difference(input, by_formula(picture, size)), 2e-5)
        << size.height << " x " << size.width;
  }
  EXPECT_EQ(network_input(picture, PictureSize{41, 41}), network_input(picture, 41));
}

TEST(NetworkInput, IsTheSameWithAnyNumberOfThreads) {
  const auto picture = noise<Picture>(200, 150);
  const int before = thread_count();
  set_thread_count(1);
  const NetworkInput alone = network_input(picture, 97);
  set_thread_count(3);
  EXPECT_EQ(network_input(picture, 97), alone);
  set_thread_count(before);
}

// Every second pixel white: seen from afar that is an even grey, not a pattern.
TEST(NetworkInput, ShrinkingDoesNotAlias) {
  const auto board = test::made<Picture>(600, 800, [](int64_t y, int64_t x) {
    return (y + x) % 2 == 1 ? Colour{255, 255, 255} : Colour{};
  });
  const auto grey = Map<Pixel>::filled({90, 90}, normalised(Pixel{0.5, 0.5, 0.5}));
  EXPECT_LT(max_difference(network_input(board, 90), grey), 0.05);
}

TEST(NetworkInput, TakesAPictureOfAnyOrderOfChannelsWithGapsBetweenItsRows) {
  for (const int size : {9, 16, 40})
    EXPECT_EQ(network_input(test::CameraPicture(test::ramps(20, 30)).view(), size),
              network_input(test::ramps(20, 30), size));
}

TEST(NetworkInput, RefusesWhatIsNoPicture) {
  const Picture picture = test::ramps(8, 8);
  EXPECT_THAT(error_of([&] { network_input(picture, 0); }), Tells("1 to 16384, not 0"));
  EXPECT_THAT(error_of([&] { network_input(picture, 1 << 20); }), Tells("not 1048576"));
  EXPECT_THAT(error_of([&] {
                network_input(picture, PictureSize{8, 0});
              }),
              Tells("1 to 16384, not 0"));
  EXPECT_THAT(error_of([&] { network_input({}, 8); }),
              Tells("network_input", "at least one pixel, not 0 x 0"));
}

TEST(PictureOfInput, GivesThePictureBack) {
  const auto picture = noise<Picture>(40, 40);
  EXPECT_EQ(picture_of_input(network_input(picture, 40)), picture);
}

}  // namespace
}  // namespace panet
