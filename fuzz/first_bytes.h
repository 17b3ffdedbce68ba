#pragma once

#include "target.h"

namespace panet::fuzz {

// Small numbers that stand before a file in what is fuzzed: sizes, kinds. 0 where there are no
// more.
class FirstBytes {
 public:
  explicit FirstBytes(Bytes bytes) : rest_(bytes) {}

  unsigned next() {
    if (rest_.empty()) return 0;
    const auto byte = std::to_integer<unsigned>(rest_.front());
    rest_ = rest_.subspan(1);
    return byte;
  }
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

}  // namespace panet::fuzz
