#include "panet/dataset/fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "panet/base/error.h"

namespace panet {

std::vector<Fold> four_folds(std::size_t class_count, FoldOrder order) {
  constexpr std::size_t kFolds = 4;
  if (class_count == 0 || class_count % kFolds != 0)
    throw Error(fmt::format("{} classes cannot be dealt to four equal folds", class_count));
  std::vector<Fold> folds;
  for (std::size_t f = 0; f < kFolds; ++f) {
    auto& fold = folds.emplace_back(Fold{.name = std::to_string(f + 1), .classes = {}});
    const std::size_t per_fold = class_count / kFolds;
    for (std::size_t c = 0; c < per_fold; ++c)
      fold.classes.push_back(order == FoldOrder::kConsecutive ? f * per_fold + c : c * kFolds + f);
  }
  return folds;
}

Fold base_of(const Fold& novel, std::size_t class_count) {
  Fold base = {.name = "base of " + novel.name, .classes = {}};
  for (std::size_t c = 0; c < class_count; ++c)
    if (std::find(novel.classes.begin(), novel.classes.end(), c) == novel.classes.end())
      base.classes.push_back(c);
  return base;
}

Fold fold_of_all(std::size_t class_count) {
  Fold fold = {.name = "all", .classes = std::vector<std::size_t>(class_count)};
  std::iota(fold.classes.begin(), fold.classes.end(), std::size_t{0});
  return fold;
}

}  // namespace panet
