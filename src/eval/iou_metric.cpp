#include "panet/eval/iou_metric.h"

#include <fmt/format.h>

#include <array>

#include "panet/base/error.h"
#include "panet/image/void_label.h"

namespace panet {
namespace {

// How often each pair (label, prediction) occurs.
using Confusion = std::vector<std::array<int64_t, 256>>;

Confusion confusion_of(const Labels& prediction, const Labels& labels) {
  const auto predicted = prediction.all(), truth = labels.all();
  Confusion confusion(256);
  for (std::size_t i = 0; i < truth.size(); ++i) ++confusion[truth[i]][predicted[i]];
  return confusion;
}

}  // namespace

IouCounts& IouCounts::operator+=(const IouCounts& other) {
  intersection += other.intersection;
  union_ += other.union_;
  return *this;
}

std::optional<double> IouCounts::iou() const {
  if (union_ == 0) return std::nullopt;
  return static_cast<double>(intersection) / static_cast<double>(union_);
}

std::vector<IouCounts> iou_counts(const Labels& prediction, const Labels& labels,
                                  std::size_t ways) {
  if (prediction.dimensions() != labels.dimensions())
    throw Error(fmt::format("the prediction has {} x {} pixels, the labels have {} x {}",
                            prediction.height(), prediction.width(), labels.height(),
                            labels.width()));
  const Confusion confusion = confusion_of(prediction, labels);
  std::vector<IouCounts> counts(1 + ways);
  for (std::size_t c = 0; c <= ways; ++c) {
    int64_t labelled = 0, predicted = 0;
    for (std::size_t other = 0; other < 256; ++other) {
      labelled += confusion[c][other];
      if (other != kVoid) predicted += confusion[other][c];
    }
    if (labelled == 0) continue;
    counts[c] = {.intersection = confusion[c][c], .union_ = labelled + predicted - confusion[c][c]};
  }
  return counts;
}

void IouMetric::record(const std::vector<IouCounts>& counts, const std::vector<int>& classes) {
  if (counts.size() != classes.size() + 1)
    throw Error(
        fmt::format("{} counts of a query with {} classes; with the background there are {}",
                    counts.size(), classes.size(), classes.size() + 1));
  background_ += counts[0];
  for (std::size_t way = 0; way < classes.size(); ++way)
    counts_of_class_[classes[way]] += counts[way + 1];
}

std::map<int, double> IouMetric::class_iou() const {
  std::map<int, double> ious;
  for (const auto& [id, counts] : counts_of_class_)
    if (const auto iou = counts.iou()) ious[id] = *iou;
  return ious;
}

std::optional<double> IouMetric::mean_iou() const {
  const auto ious = class_iou();
  if (ious.empty()) return std::nullopt;
  double sum = 0;
  for (const auto& [id, iou] : ious) sum += iou;
  return sum / static_cast<double>(ious.size());
}

std::optional<double> IouMetric::binary_iou() const {
  const auto background_iou = background().iou(), foreground_iou = foreground().iou();
  if (!background_iou || !foreground_iou) return std::nullopt;
  return (*background_iou + *foreground_iou) / 2;
}

IouCounts IouMetric::foreground() const {
  IouCounts sum;
  for (const auto& [id, counts] : counts_of_class_) sum += counts;
  return sum;
}

}  // namespace panet
