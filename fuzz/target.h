#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "panet/base/error.h"

// What is fuzzed (docs/security.md): formats of strangers' files and requests, each by the function
// that reads it. libfuzzer_main.cpp lets libFuzzer invent files for one of them; replay_main.cpp
// reads the files that once went wrong, in any build.
namespace panet::fuzz {

using Bytes = std::span<const std::byte>;

struct Target {
  std::string_view name;
  // Reads bytes as such a file, whatever they are. Damaged ones are refused by panet::Error;
  // anything else that is thrown is a fault of ours.
  void (*read)(Bytes bytes);
  // Mends what a mutation broke and no reader would let pass: check sums, lengths, signatures.
  void (*repair)(std::string& file) = nullptr;
};

// A target is there because its file is linked:
//   const Enlisted kBoxes({.name = "boxes", .read = read_some_boxes});
class Enlisted {
 public:
  explicit Enlisted(const Target& target);
};
const std::vector<Target>& targets();

// Once, before anything is read: small limits, no notes, one thread.
void prepare();

void read(const Target& target, Bytes bytes);

// One of several things that are tried with the same bytes.
template <typename Action>
void attempt(Action&& action) {
  try {
    action();
  } catch (const Error&) {
  }
}

// What has to be so for any bytes; ends the program where it is not.
void expect(bool is_so, const char* what);

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace panet::fuzz
