#include <chrono>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "parallel/c10d_store.h"
#include "parallel/group.h"

namespace panet {
namespace {

constexpr std::chrono::hours kTimeout(24);  // as Gloo's

}  // namespace

std::optional<Group> nccl_group(const Launch& launch, const Store& store) {
  const auto own_part = c10::make_intrusive<c10d::PrefixStore>("nccl", c10d_store_of(store.ask()));
  const auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = kTimeout;
  return group_of(
      c10::make_intrusive<c10d::ProcessGroupNCCL>(own_part, launch.rank, launch.size, options));
}

}  // namespace panet
