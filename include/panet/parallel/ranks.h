#pragma once

#include <torch/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "panet/base/public.h"
#include "panet/eval/peers.h"

namespace PANET_PUBLIC panet {

struct Launch;

struct RanksOptions {
  std::chrono::milliseconds heartbeat = std::chrono::seconds(3);    // between two signs of life
  std::chrono::milliseconds lost_after = std::chrono::seconds(40);  // without one
  // How long the ranks wait for each other at the start.
  std::chrono::milliseconds meeting = std::chrono::minutes(3);
  // What a user does about a lost rank, a sentence; it ends the message.
  std::string advice = "Start all ranks again.";
};

// What several ranks do on behalf of Ranks; private to the library.
class Collectives;

// A sum that the ranks are computing. Its tensor must not be touched before wait().
class PendingSum {
 public:
  PendingSum() = default;  // nothing to wait for
  explicit PendingSum(std::function<void()> wait) : wait_(std::move(wait)) {}

  // Error as from Ranks::sum(). A second call does nothing.
  void wait();

 private:
  std::function<void()> wait_;
};

// A group of processes that do one job together; one process alone is a group as well, whose
// collectives do nothing. Every rank calls the same collectives in the same order, with tensors of
// the same shape, memory layout and type: dense ones, of any order of dimensions; on the CPU of
// float32, float64, float16, int64, int32, int8 or uint8. CPU tensors travel by Gloo, CUDA tensors
// by NCCL where the library was built with it. Used by one thread at a time.
//
// A rank that dies, freezes, ends with an exception or cannot be reached any more ends all others:
//
// - A collective that fails throws an Error that names the lost rank if it can be told.
// - Where a rank does not wait in a collective, or waits in one that can only hang, a thread in the
//   background prints that message to the standard error stream and ends the process at once
//   (`_exit(1)`; neither destructors nor atexit functions run).
//
// Either way within lost_after and a few heartbeats. So files should be written whole or not at
// all. The destructor waits until all ranks have come to theirs; where it runs because of an
// exception, it tells the others to end instead.
class Ranks : public Peers {
 public:
  // This process alone.
  Ranks();

  // All ranks meet; returns when they have. `device` is where this rank computes. Error where they
  // cannot: a rank is missing, the port is in use, the library was built without Gloo.
  Ranks(const Launch& launch, torch::Device device, const RanksOptions& options = {});

  // As the environment says: launch_from_environment().
  static Ranks from_environment(torch::Device device, const RanksOptions& options = {});

  ~Ranks() override;
  Ranks(Ranks&&) noexcept;
  Ranks& operator=(Ranks&&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  bool is_first() const { return rank_ == 0; }
  int local_rank() const override { return local_rank_; }  // as the launcher says, see Launch
  int local_size() const override { return local_size_; }  // ranks on the machine of this name

  // Afterwards the tensor holds the sum over ranks, with the same bytes on each.
  void sum(const torch::Tensor& tensor);
  void sum(std::span<int64_t> numbers) override;
  PendingSum start_sum(const torch::Tensor& tensor);

  // Afterwards the tensor holds what it held on rank 0.
  void broadcast(const torch::Tensor& tensor);

  // Whether it is true on any rank.
  bool any(bool value) override;

  // Returns when every rank has called it.
  void barrier();

 private:
  int rank_ = 0, size_ = 1, local_rank_ = 0, local_size_ = 1;
  std::unique_ptr<Collectives> collectives_;  // none where one process is alone
};

}  // namespace panet
