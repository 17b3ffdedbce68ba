#include "eval/agreement.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/fingerprint.h"
#include "panet/base/error.h"

namespace panet {
namespace {

// 128 bits of a fingerprint.
using Digest = std::array<int64_t, 2>;

int64_t bits_of(std::string_view hexadecimal) {
  uint64_t bits = 0;
  std::from_chars(hexadecimal.data(), hexadecimal.data() + hexadecimal.size(), bits, 16);
  return static_cast<int64_t>(bits);
}

Digest digest_of(const std::string& text) {
  const std::string digits = Fingerprint().add(text).hexadecimal();
  return {bits_of(std::string_view(digits).substr(0, 16)),
          bits_of(std::string_view(digits).substr(16))};
}

}  // namespace

void require_same(Peers& peers, const std::string& what, const std::string& value) {
  const Digest own = digest_of(value);
  Digest first = peers.rank() == 0 ? own : Digest{};
  peers.sum(first);
  if (own != first)
    throw Error(fmt::format(
        "rank {} has other {} than rank 0; all {} ranks need the same files and arguments",
        peers.rank(), what, peers.size()));
}

}  // namespace panet
