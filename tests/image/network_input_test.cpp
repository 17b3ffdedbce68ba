#include "panet/image/network_input.h"

#include <tuple>
#include <vector>

#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::max_difference;
using test::Tells;

const torch::Tensor& mean() {
  static const torch::Tensor values = torch::tensor({0.485, 0.456, 0.406}).view({1, 3, 1, 1});
  return values;
}
const torch::Tensor& deviation() {
  static const torch::Tensor values = torch::tensor({0.229, 0.224, 0.225}).view({1, 3, 1, 1});
  return values;
}

torch::Tensor one_colour(int64_t height, int64_t width, int red, int green, int blue) {
  return torch::tensor({red, green, blue})
      .to(torch::kUInt8)
      .expand({height, width, 3})
      .contiguous();
}

// The same by LibTorch's antialiased resize.
torch::Tensor by_formula(const torch::Tensor& picture, int64_t size) {
  const torch::Tensor planes = picture.permute({2, 0, 1}).unsqueeze(0).to(torch::kDouble) / 255;
  const torch::Tensor resized =
      at::_upsample_bilinear2d_aa(planes, {size, size}, /*align_corners=*/false);
  return (resized - mean()) / deviation();
}

TEST(NetworkInput, NormalisesEachChannelByItsOwnNumbers) {
  const torch::Tensor input = network_input(one_colour(30, 50, 255, 0, 51), 17);
  EXPECT_EQ(input.sizes(), (std::vector<int64_t>{1, 3, 17, 17}));
  const torch::Tensor expected =
      (torch::tensor({1.0, 0.0, 0.2}).view({1, 3, 1, 1}) - mean()) / deviation();
  EXPECT_LT(max_difference(input, expected.expand({1, 3, 17, 17})), 1e-5);
}

TEST(NetworkInput, IsFloatInChannelsLastOrder) {
  const torch::Tensor input = network_input(test::ramps(30, 50), 16);
  EXPECT_EQ(input.scalar_type(), torch::kFloat);
  EXPECT_TRUE(input.is_contiguous(at::MemoryFormat::ChannelsLast));
}

TEST(NetworkInput, AtItsOwnSizeOnlyNormalises) {
  const torch::Tensor picture = torch::randint(256, {33, 33, 3}, torch::kUInt8);
  const torch::Tensor planes = picture.permute({2, 0, 1}).unsqueeze(0).to(torch::kDouble) / 255;
  EXPECT_LT(max_difference(network_input(picture, 33), (planes - mean()) / deviation()), 1e-5);
}

TEST(NetworkInput, EqualsTheTensorFormulaAtAnySize) {
  for (const auto& [height, width, size] : {std::tuple{37, 50, 41},
                                            {20, 31, 97},
                                            {200, 150, 33},
                                            {101, 7, 64},
                                            {1, 1, 5},
                                            {3, 500, 1}}) {
    const torch::Tensor picture = torch::randint(256, {height, width, 3}, torch::kUInt8);
    EXPECT_LT(max_difference(network_input(picture, size), by_formula(picture, size)), 2e-5)
        << height << " x " << width << " to " << size;
  }
}

// Every second pixel white: seen from afar that is an even grey, not a pattern.
TEST(NetworkInput, ShrinkingDoesNotAlias) {
  const torch::Tensor y = torch::arange(600).view({-1, 1}), x = torch::arange(800).view({1, -1});
  const torch::Tensor board =
      ((y + x) % 2 * 255).to(torch::kUInt8).unsqueeze(2).expand({600, 800, 3});
  const torch::Tensor grey = (torch::full({1, 3, 90, 90}, 0.5) - mean()) / deviation();
  EXPECT_LT(max_difference(network_input(board, 90), grey), 0.05);
}

TEST(NetworkInput, TakesAPictureThatIsNotContiguous) {
  const torch::Tensor turned = test::ramps(20, 30).transpose(0, 1);
  EXPECT_EQ(max_difference(network_input(turned, 16), network_input(turned.contiguous(), 16)), 0);
}

TEST(NetworkInput, RefusesWhatIsNoPicture) {
  const torch::Tensor picture = test::ramps(8, 8);
  EXPECT_THAT(error_of([&] { network_input(picture, 0); }), Tells("1 to 16384, not 0"));
  EXPECT_THAT(error_of([&] { network_input(picture, 1 << 20); }), Tells("not 1048576"));
  EXPECT_THAT(error_of([&] { network_input(picture.to(torch::kFloat), 8); }),
              Tells("H x W x 3 uint8", "Float"));
  EXPECT_THAT(error_of([&] { network_input(picture.permute({2, 0, 1}), 8); }), Tells("[3, 8, 8]"));
  EXPECT_THAT(error_of([&] { network_input({}, 8); }), Tells("undefined"));
}

TEST(PictureOfInput, GivesThePictureBack) {
  torch::manual_seed(1);
  const auto picture = torch::randint(0, 256, {40, 40, 3}, torch::kUInt8);
  const auto back = picture_of_input(network_input(picture, 40));
  EXPECT_EQ(back.scalar_type(), torch::kUInt8);
  EXPECT_TRUE(torch::equal(back, picture));
}

}  // namespace
}  // namespace panet
