#include "panet/model/upsampled_rows.h"

#include "panet/model/cosine_classifier.h"
#include "support.h"

namespace panet {
namespace {

TEST(UpsampledRows, TogetherEqualUpsampledLogits) {
  torch::manual_seed(6);
  for (const auto& [height, width] :
       {std::pair<int64_t, int64_t>{375, 500}, {20, 9}, {53, 53}, {1, 7}, {1000, 3}}) {
    const auto logits = torch::rand({1, 3, 53, 40}) * 40 - 20;  // cosines times alpha
    UpsampledRows upsampled(logits, height, width);
    std::vector<torch::Tensor> strips;
    for (int64_t first = 0; first < height; first += 64)
      strips.push_back(upsampled.rows(first, std::min<int64_t>(first + 64, height)));
    EXPECT_LT(
        test::max_difference(torch::cat(strips, 1), upsample_logits(logits, height, width)[0]),
        5e-4)
        << height << " x " << width;
  }
}

}  // namespace
}  // namespace panet
