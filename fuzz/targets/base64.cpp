#include "base/base64.h"

#include "target.h"

namespace panet::fuzz {
namespace {

void decode_somehow(Bytes text) {
  expect(decode_base64(text_of(text)).size() <= text.size(), "four letters are three bytes");
}

const Enlisted kBase64({.name = "base64", .read = decode_somehow});

}  // namespace
}  // namespace panet::fuzz
