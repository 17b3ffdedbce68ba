#include "panet/parallel/agreement.h"

#include <fmt/format.h>

#include "panet/file/error.h"
#include "panet/file/fingerprint.h"

namespace panet {
namespace {

torch::Tensor bytes_of(const std::string& text) {
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  return torch::tensor(bytes, torch::kUInt8);
}

}  // namespace

void require_same(Ranks& ranks, const std::string& what, const std::string& value) {
  const auto own = bytes_of(Fingerprint().add(value).hexadecimal());
  const auto first = own.clone();
  ranks.broadcast(first);
  if (!own.equal(first))
    throw Error(fmt::format(
        "rank {} has other {} than rank 0; all {} ranks need the same files and arguments",
        ranks.rank(), what, ranks.size()));
}

}  // namespace panet
