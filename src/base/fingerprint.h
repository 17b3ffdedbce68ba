#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace panet {

// Tells contents apart: XXH3, 128 bits, over parts in order. Texts are taken with their length, so
// that "ab" + "c" differs from "a" + "bc". Not meant against forgery.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  Fingerprint& add(std::span<const std::byte> bytes);
  Fingerprint& add(std::string_view text);
  Fingerprint& add(int64_t number);

  std::string hexadecimal() const;  // 32 digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace panet
