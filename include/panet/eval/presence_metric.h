#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// What was said of a class in a picture, and the truth.
struct FoundPresence {
  double presence = 0;  // see model/presence.h; the more, the surer
  bool is_there = false;
};

// The area under the ROC curve: how likely it is that a picture with the class has a higher
// presence than one without; equal ones count half. None where one kind of pictures is missing.
std::optional<double> area_under_roc(std::span<const double> with, std::span<const double> without);

// The share of the pictures without the class that come up to the presence which 95 % of those with
// it reach.
std::optional<double> falsely_found(std::span<const double> with, std::span<const double> without);

// The shares of the pictures with a class and without it that reach a presence.
struct FoundShares {
  double with = 0, without = 0;
};

// How well presence tells pictures with a class from pictures without, in one run.
class PresenceMetric {
 public:
  void record(int class_id, const FoundPresence& found);

  // The means over the classes that had pictures of both kinds, each from 0 to 1; none where there
  // was no such class.
  std::optional<double> auroc() const;
  std::optional<double> falsely_found() const;
  std::optional<FoundShares> found_at(double presence) const;

 private:
  struct Presences {
    std::vector<double> with, without;
  };

  std::map<int, Presences> presences_;
};

}  // namespace panet
