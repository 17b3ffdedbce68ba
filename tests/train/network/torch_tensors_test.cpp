#include "train/network/torch_tensors.h"

#include <stdexcept>

#include "support.h"

namespace panet {
namespace {

TEST(TorchTensors, AreViewsThatKeepTheNumbersAlive) {
  auto numbers = StoredTensor::of<float>({2, 3}, {0, 1, 2, 3, 4, 5});
  const auto* const data = numbers.bytes().data();
  const auto tensor = tensor_view(numbers);
  numbers = {};
  EXPECT_EQ(tensor.data_ptr(), data);
  EXPECT_TRUE(tensor.equal(torch::arange(6, torch::kFloat32).view({2, 3})));
}

TEST(TorchTensors, AreStoredInRowMajorOrder) {
  const auto tensor = torch::arange(6, torch::kInt32).view({2, 3});
  EXPECT_EQ(static_cast<const void*>(stored(tensor).bytes().data()), tensor.data_ptr());
  const auto transposed = stored(tensor.t());
  EXPECT_THAT(transposed.shape(), testing::ElementsAre(3, 2));
  EXPECT_THAT(transposed.values<int32_t>(), testing::ElementsAre(0, 3, 1, 4, 2, 5));
}

TEST(TorchTensors, AreStoredWithoutTheirGradients) {
  const auto weight = torch::ones({2}, torch::requires_grad());
  EXPECT_FALSE(tensor_view(stored(weight)).requires_grad());
}

TEST(TorchTensors, ComeBackInEveryType) {
  for (const auto type :
       {torch::kFloat64, torch::kFloat32, torch::kFloat16, torch::kBFloat16, torch::kInt64,
        torch::kInt32, torch::kInt16, torch::kInt8, torch::kUInt8, torch::kBool}) {
    const auto tensor = torch::tensor({0, 1, 1}).to(type);
    const auto again = tensor_view(stored(tensor));
    EXPECT_EQ(again.scalar_type(), type);
    EXPECT_TRUE(again.equal(tensor)) << torch::toString(type);
  }
  EXPECT_THROW(stored(torch::ones({1}, torch::kComplexFloat)), std::logic_error);
}

TEST(TorchTensors, KeepTheirNames) {
  const TorchTensors tensors = {{"a", torch::ones({1})}, {"b", torch::zeros({2})}};
  const auto again = tensor_views(stored(tensors));
  ASSERT_EQ(again.size(), 2U);
  EXPECT_TRUE(again.at("b").equal(tensors.at("b")));
}

}  // namespace
}  // namespace panet
