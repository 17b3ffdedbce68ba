#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "panet/base/public.h"
#include "panet/image/map.h"
#include "panet/image/void_label.h"

namespace PANET_PUBLIC panet {

// Pixels of one class: intersection and union of prediction and truth. Sums of them over queries
// give the IoU of a run.
struct IouCounts {
  int64_t intersection = 0, union_ = 0;

  IouCounts& operator+=(const IouCounts& other);
  std::optional<double> iou() const;  // 0 to 1; none where nothing was counted
  bool operator==(const IouCounts& other) const = default;
};

// The counts of one query: background first, then the ways. A class that the query does not hold
// counts nothing, false positives included: the rule of the authors' code.
//
// Both of the same size; kVoid in labels is not counted.
std::vector<IouCounts> iou_counts(const Labels& prediction, const Labels& labels, std::size_t ways);

// Mean IoU and binary IoU of one run (paper Sec. 4.2): counts are summed over all queries of a
// class before they are divided.
class IouMetric {
 public:
  // counts: as iou_counts gives them; classes: the class of each way. panet::Error where they are
  // of different numbers of ways.
  void record(const std::vector<IouCounts>& counts, const std::vector<int>& classes);

  // By class id; classes that no query held are not in it. 0 to 1.
  std::map<int, double> class_iou() const;

  // The mean over those classes; none before the first query.
  std::optional<double> mean_iou() const;

  // The mean of foreground IoU, all classes summed to one, and background IoU.
  std::optional<double> binary_iou() const;
  const IouCounts& background() const { return background_; }
  IouCounts foreground() const;

 private:
  IouCounts background_;
  std::map<int, IouCounts> counts_of_class_;
};

}  // namespace panet
