#include "dataset/inflate.h"

#include "signature.h"
#include "target.h"

namespace panet::fuzz {
namespace {

constexpr std::size_t kMost = 1 << 16;

void inflate_somehow(Bytes bytes) {
  expect(inflate_bytes(bytes, kMost).size() <= kMost, "no more comes out than may");
}

void repair(std::string& file) {
  put_signature(file, "\x78\x01");
}

const Enlisted kInflate({.name = "inflate", .read = inflate_somehow, .repair = repair});

}  // namespace
}  // namespace panet::fuzz
