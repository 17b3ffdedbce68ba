#pragma once

#include <torch/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <torch/csrc/distributed/c10d/Work.hpp>

#include "base/launch.h"
#include "parallel/store.h"

namespace panet {

// The collectives of a c10d process group. Which class such a group is derived from depends on the
// version of LibTorch, so they are kept as functions.
struct Group {
  using Start = std::function<c10::intrusive_ptr<c10d::Work>(std::vector<torch::Tensor>&)>;
  Start sum, broadcast;
};

template <typename C10dGroup>
Group group_of(const c10::intrusive_ptr<C10dGroup>& group) {
  return {.sum = [group](std::vector<torch::Tensor>& tensors) { return group->allreduce(tensors); },
          .broadcast =
              [group](std::vector<torch::Tensor>& tensors) { return group->broadcast(tensors); }};
}

// For CPU tensors. `own_address` is where the other ranks reach this one; the variable
// GLOO_SOCKET_IFNAME, the name of an interface or several as "eth0,eth1", takes its place. Returns
// when all ranks are connected.
Group gloo_group(const Launch& launch, const Store& store, const std::string& own_address);

// For CUDA tensors; nothing where the library was built without NCCL.
std::optional<Group> nccl_group(const Launch& launch, const Store& store);

}  // namespace panet
