#pragma once

#include <torch/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "panet/parallel/ranks.h"

namespace panet {

struct GradientBucketsOptions {
  std::size_t bucket_bytes = 25 << 20;  // about: a parameter is never split
};

// The mean of the parameters' gradients over ranks, computed in buckets while backward goes on:
//
//   GradientBuckets buckets(ranks, model.parameters());
//   loss_of_half_a_batch().backward();  // stays on this rank, where gradients accumulate
//   buckets.begin();
//   loss_of_the_rest().backward();      // the last one of a step
//   buckets.finish();                   // each .grad is the mean now, the same on every rank
//
// Buckets are filled from the last parameter to the first, as backward reaches them, and summed in
// that order on every rank, each as soon as its gradients are there. A parameter without a gradient
// counts as zero. With one rank, nothing happens at all.
class GradientBuckets {
 public:
  // Those of `parameters` that require a gradient now; they and `ranks` must outlive the buckets.
  // Error where rank 0 has other parameters.
  GradientBuckets(Ranks& ranks, const std::vector<torch::Tensor>& parameters,
                  const GradientBucketsOptions& options = {});
  ~GradientBuckets();
  GradientBuckets(const GradientBuckets&) = delete;
  GradientBuckets& operator=(const GradientBuckets&) = delete;

  // The next backward completes the gradients of this step.
  void begin();

  // Waits for the sums. Error where a rank is lost, see Ranks.
  void finish();

  std::size_t count() const;    // of the buckets
  std::size_t started() const;  // how many are being summed, or have been, since begin()

 private:
  struct Bucket;
  class ReadyHook;

  std::string layout() const;
  void on_ready(std::size_t bucket);
  void start_next();

  Ranks& ranks_;
  std::vector<std::unique_ptr<Bucket>> buckets_;
  std::size_t started_ = 0;
  bool active_ = false;
};

}  // namespace panet
