#pragma once

#include <cstdint>
#include <span>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Processes that evaluate together: each calls the same functions in the same order.
class Peers {
 public:
  virtual ~Peers() = default;

  virtual int rank() const = 0;  // 0 to size() - 1
  virtual int size() const = 0;
  virtual int local_rank() const = 0;  // among those on this machine
  virtual int local_size() const = 0;

  // Afterwards the numbers are the sums over all.
  virtual void sum(std::span<int64_t> numbers) = 0;

  // Whether it is true for any.
  virtual bool any(bool value) = 0;
};

// One process that evaluates alone.
class NoPeers : public Peers {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  int local_rank() const override { return 0; }
  int local_size() const override { return 1; }
  void sum(std::span<int64_t> /*numbers*/) override {}
  bool any(bool value) override { return value; }
};

}  // namespace panet
