#include "train/rank_agreement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panet/base/error.h"

namespace panet {
namespace {

// What the first rank has, on every rank.
std::string text_of_first(Ranks& ranks, std::string text) {
  const auto size = torch::tensor(std::ssize(text), torch::kInt64);
  ranks.broadcast(size);
  text.resize(static_cast<std::size_t>(size.item<int64_t>()));
  ranks.broadcast(torch::from_blob(text.data(), {std::ssize(text)}, torch::kUInt8));
  return text;
}

}  // namespace

void require_same_config(Ranks& ranks, const TrainingConfig& config) {
  if (ranks.size() == 1) return;
  const auto text = text_of_first(ranks, toml_of(config));
  const auto first = parse_training_config(text, "the configuration of rank 0");
  if (const auto keys = differing_keys(first, config); !keys.empty())
    throw Error(
        fmt::format("rank {} has another configuration than rank 0: {}; all {} ranks need the same",
                    ranks.rank(), fmt::join(keys, ", "), ranks.size()));
}

}  // namespace panet
