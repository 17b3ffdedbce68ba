#include "panet/parallel/ranks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/launch.h"
#include "panet/base/error.h"
#include "parallel/collectives.h"

namespace panet {
namespace {

// What Gloo can add up and send; on a GPU NCCL says so itself.
void require_sendable(const torch::Tensor& tensor) {
  if (!tensor.is_non_overlapping_and_dense())
    throw Error("a tensor that ranks share has gaps between its elements; make it contiguous");
  if (tensor.is_cuda()) return;
  const auto types = {torch::kFloat32, torch::kFloat64, torch::kFloat16, torch::kInt64,
                      torch::kInt32,   torch::kUInt8,   torch::kInt8};
  if (std::find(types.begin(), types.end(), tensor.scalar_type()) == types.end())
    throw Error(fmt::format("ranks cannot share a CPU tensor of {}",
                            torch::toString(tensor.scalar_type())));
}

}  // namespace

void PendingSum::wait() {
  if (const auto wait = std::exchange(wait_, nullptr)) wait();
}

Ranks::Ranks() = default;

Ranks::Ranks(const Launch& launch, torch::Device device, const RanksOptions& options)
    : rank_(launch.rank), size_(launch.size), local_rank_(launch.local_rank) {
  if (size_ == 1) return;
  collectives_ = collectives_of(launch, device, options);
  local_size_ = collectives_->local_size();
}

Ranks Ranks::from_environment(torch::Device device, const RanksOptions& options) {
  const auto launch = launch_from_environment();
  return launch ? Ranks(*launch, device, options) : Ranks();
}

Ranks::~Ranks() = default;
Ranks::Ranks(Ranks&&) noexcept = default;

PendingSum Ranks::start_sum(const torch::Tensor& tensor) {
  require_sendable(tensor);
  if (!collectives_ || tensor.numel() == 0) return {};
  return collectives_->start_sum(tensor);
}

void Ranks::sum(const torch::Tensor& tensor) {
  start_sum(tensor).wait();
}

void Ranks::broadcast(const torch::Tensor& tensor) {
  require_sendable(tensor);
  if (collectives_ && tensor.numel() > 0) collectives_->broadcast(tensor);
}

void Ranks::sum(std::span<int64_t> numbers) {
  sum(torch::from_blob(numbers.data(), {std::ssize(numbers)}, torch::kInt64));
}

bool Ranks::any(bool value) {
  if (!collectives_) return value;
  const auto count = torch::tensor({value ? 1 : 0}, torch::kInt32);
  sum(count);
  return count.item<int>() > 0;
}

void Ranks::barrier() {
  any(false);
}

}  // namespace panet
