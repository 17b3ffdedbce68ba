#include "panet/eval/presence_metric.h"

#include <algorithm>
#include <cmath>

namespace panet {
namespace {

constexpr double kKept = 0.95;  // of the pictures with the class

std::vector<double> ascending(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return sorted;
}

double share_from(std::span<const double> presences, double threshold) {
  const auto found = std::ranges::count_if(
      presences, [threshold](double presence) { return presence >= threshold; });
  return static_cast<double>(found) / static_cast<double>(presences.size());
}

// The mean of the figures that exist.
template <typename Presences, typename Figure>
std::optional<double> mean_over(const Presences& presences, Figure figure) {
  double sum = 0;
  int count = 0;
  for (const auto& [id, of_class] : presences)
    if (const std::optional<double> value = figure(of_class.with, of_class.without)) {
      sum += *value;
      ++count;
    }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

}  // namespace

std::optional<double> area_under_roc(std::span<const double> with,
                                     std::span<const double> without) {
  if (with.empty() || without.empty()) return std::nullopt;
  const auto sorted = ascending(without);
  double won = 0;
  for (const double presence : with) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), presence);
    won += static_cast<double>(first - sorted.begin()) + static_cast<double>(last - first) / 2;
  }
  return won / (static_cast<double>(with.size()) * static_cast<double>(without.size()));
}

std::optional<double> falsely_found(std::span<const double> with, std::span<const double> without) {
  if (with.empty() || without.empty()) return std::nullopt;
  const auto kept = static_cast<std::size_t>(std::ceil(kKept * static_cast<double>(with.size())));
  const double threshold = ascending(with)[with.size() - kept];
  return share_from(without, threshold);
}

void PresenceMetric::record(int class_id, const FoundPresence& found) {
  auto& of_class = presences_[class_id];
  (found.is_there ? of_class.with : of_class.without).push_back(found.presence);
}

std::optional<double> PresenceMetric::auroc() const {
  return mean_over(presences_, area_under_roc);
}

std::optional<double> PresenceMetric::falsely_found() const {
  return mean_over(presences_, panet::falsely_found);
}

std::optional<FoundShares> PresenceMetric::found_at(double presence) const {
  const auto share = [presence](bool is_of_with) {
    return [=](std::span<const double> with, std::span<const double> without) {
      return with.empty() || without.empty()
                 ? std::nullopt
                 : std::optional(share_from(is_of_with ? with : without, presence));
    };
  };
  const auto with = mean_over(presences_, share(true));
  if (!with) return std::nullopt;
  return FoundShares{.with = *with, .without = *mean_over(presences_, share(false))};
}

}  // namespace panet
