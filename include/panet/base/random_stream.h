#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Random numbers that are the same on every platform, and can be had from the middle: stream i of a
// seed does not need stream i - 1 (counter-based splitmix64).
class RandomStream {
 public:
  RandomStream(uint64_t seed, uint64_t stream);

  uint64_t next();                   // 64 random bits
  std::size_t below(std::size_t n);  // 0 to n - 1, each as likely; n is at least 1
  std::vector<std::size_t> sample(std::size_t n,
                                  std::size_t k);  // k different ones below n, in order drawn
  double between(double low, double high);         // low included, high not

 private:
  uint64_t state_;
};

}  // namespace panet
