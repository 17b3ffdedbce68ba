#pragma once

#include <memory>

#include "base/launch.h"
#include "panet/parallel/ranks.h"

namespace panet {

// What several ranks do together, see Ranks. Destroyed when the rank is through, normally or not.
class Collectives {
 public:
  Collectives() = default;
  virtual ~Collectives() = default;
  Collectives(const Collectives&) = delete;
  Collectives& operator=(const Collectives&) = delete;

  virtual int local_size() const = 0;
  virtual PendingSum start_sum(const torch::Tensor& tensor) = 0;
  virtual void broadcast(const torch::Tensor& tensor) = 0;
};

// Meets the other ranks. Built without Gloo, it throws an Error that tells how to have it.
std::unique_ptr<Collectives> collectives_of(const Launch& launch, torch::Device device,
                                            const RanksOptions& options);

}  // namespace panet
