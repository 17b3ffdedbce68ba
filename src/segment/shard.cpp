#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "panet/base/error.h"
#include "panet/segment/picture_list.h"

namespace panet {
namespace {

// A whole number of digits alone, from 0 on.
std::optional<int64_t> parse_count(std::string_view text) {
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || rest != end || value < 0) return std::nullopt;
  return value;
}

bool is_share(const Shard& shard) {
  return shard.index >= 0 && shard.index < shard.count;
}

std::optional<int64_t> number_of(const Environment& variable, const std::string& name) {
  const auto text = variable(name);
  if (!text) return std::nullopt;
  const auto number = parse_count(*text);
  if (!number) throw Error(fmt::format("{}=\"{}\" is no whole number from 0 on", name, *text));
  return number;
}

// Refuses arrays that are no even walk from MIN to MAX (--array=1,2,7, or a few failed tasks
// submitted again): a task's number then does not tell which share is its own.
std::optional<Shard> shard_of_slurm(const Environment& variable) {
  const auto id = number_of(variable, "SLURM_ARRAY_TASK_ID");
  if (!id) return std::nullopt;
  const auto count = number_of(variable, "SLURM_ARRAY_TASK_COUNT");
  if (!count)
    throw Error(
        "SLURM_ARRAY_TASK_ID is set, but SLURM_ARRAY_TASK_COUNT is not: give the share as I/N "
        "instead");
  const int64_t first = number_of(variable, "SLURM_ARRAY_TASK_MIN").value_or(0);
  const int64_t step = number_of(variable, "SLURM_ARRAY_TASK_STEP").value_or(1);
  const auto last = number_of(variable, "SLURM_ARRAY_TASK_MAX");
  if (step < 1 || *id < first || (*id - first) % step != 0 || (*id - first) / step >= *count ||
      (last && (*last - first) / step != *count - 1))
    throw Error(
        fmt::format("task {} of this Slurm array (from {} on in steps of {}, {} tasks) is not one "
                    "of even shares: use --array=0-{}, or give the share as I/N",
                    *id, first, step, *count, std::max<int64_t>(*count, 1) - 1));
  return Shard{(*id - first) / step, *count};
}

std::optional<Shard> shard_of_kubernetes(const Environment& variable) {
  const auto index = number_of(variable, "JOB_COMPLETION_INDEX");
  if (!index) return std::nullopt;
  const auto count = number_of(variable, "JOB_COMPLETIONS");
  if (!count)
    throw Error(
        "JOB_COMPLETION_INDEX is set, but JOB_COMPLETIONS is not: set it in the job's manifest to "
        ".spec.completions, or give the share as I/N");
  const Shard shard{*index, *count};
  if (!is_share(shard))
    throw Error(
        fmt::format("JOB_COMPLETION_INDEX={} is not below JOB_COMPLETIONS={}", *index, *count));
  return shard;
}

}  // namespace

Shard parse_shard(const std::string& text) {
  const std::string_view whole = text;
  const auto slash = whole.find('/');
  if (slash != std::string_view::npos) {
    const auto index = parse_count(whole.substr(0, slash));
    const auto count = parse_count(whole.substr(slash + 1));
    if (index && count && is_share({*index, *count})) return {*index, *count};
  }
  throw Error(
      fmt::format("\"{}\" is no share: write I/N with 0 <= I < N, for example 0/4 to 3/4", text));
}

std::optional<Shard> shard_of_environment(const Environment& variable) {
  if (const auto shard = shard_of_slurm(variable)) return shard;
  return shard_of_kubernetes(variable);
}

std::vector<ListedPicture> share_of(const std::vector<ListedPicture>& pictures,
                                    const Shard& shard) {
  if (!is_share(shard))
    throw Error(
        fmt::format("{}/{} is no share: write I/N with 0 <= I < N", shard.index, shard.count));
  std::vector<ListedPicture> share;
  // Unsigned: index and count may be huge, their sum must not overflow.
  for (auto i = static_cast<uint64_t>(shard.index); i < pictures.size();
       i += static_cast<uint64_t>(shard.count))
    share.push_back(pictures[i]);
  return share;
}

}  // namespace panet
