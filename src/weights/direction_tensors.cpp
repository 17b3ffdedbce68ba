#include "weights/direction_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "panet/base/error.h"

namespace panet {
namespace {

constexpr const char* kMean = "world.mean";
constexpr const char* kAxes = "world.axes";
constexpr const char* kVariances = "world.variances";

StoredTensor tensor_of(const Map<float>& numbers, std::vector<int64_t> shape, DType dtype) {
  return converted(
      StoredTensor::copy_of(DType::kF32, std::move(shape), std::as_bytes(numbers.all())), dtype);
}

Map<float> numbers_in(const TensorMap& tensors, const char* name,
                      const std::vector<int64_t>& shape) {
  const auto found = tensors.find(name);
  if (found == tensors.end())
    throw Error(fmt::format("tensor {} is missing, which other tensors of its kind need", name));
  const auto& tensor = found->second;
  if (tensor.shape() != shape || !is_floating_point(tensor.dtype()))
    throw Error(fmt::format(
        "tensor {} expects shape [{}] of floating point numbers, found [{}] of "
        "{}",
        name, fmt::join(shape, ", "), fmt::join(tensor.shape(), ", "), name_of(tensor.dtype())));
  if (!is_finite(tensor)) throw Error(fmt::format("tensor {} holds NaN or Inf", name));
  const auto as_float = converted(tensor, DType::kF32);
  auto numbers = Map<float>::uninitialised(shape.size() == 1 ? 1 : shape[0], shape.back());
  std::ranges::copy(as_float.values<float>(), numbers.all().begin());
  return numbers;
}

}  // namespace

TensorMap tensors_of(const DirectionStatistics& world) {
  const auto& [mean, axes, variances] = world;
  return {{kMean, tensor_of(mean, {mean.width()}, DType::kF16)},
          {kAxes, tensor_of(axes, {axes.height(), axes.width()}, DType::kF16)},
          {kVariances, tensor_of(variances, {variances.width()}, DType::kF32)}};
}

std::shared_ptr<const DirectionStatistics> direction_statistics_in(const TensorMap& tensors,
                                                                   int64_t channels) {
  const bool has_any =
      std::ranges::any_of(std::initializer_list<const char*>{kMean, kAxes, kVariances},
                          [&](const char* name) { return tensors.contains(name); });
  if (!has_any) return nullptr;
  const auto variances = tensors.find(kVariances);
  const int64_t axes =
      variances == tensors.end() || variances->second.dim() != 1 ? 1 : variances->second.count();
  if (axes < 1) throw Error(fmt::format("tensor {} is empty", kVariances));
  return std::make_shared<const DirectionStatistics>(
      DirectionStatistics{.mean = numbers_in(tensors, kMean, {channels}),
                          .axes = numbers_in(tensors, kAxes, {axes, channels}),
                          .variances = numbers_in(tensors, kVariances, {axes})});
}

}  // namespace panet
