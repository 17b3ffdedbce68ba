#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Classes that are tested together, having been left out of training (the novel classes of a
// split). The papers count splits from 1, the authors' code from 0; here they count from 1.
struct Fold {
  std::string name = {};                  // "1" to "4", or "all"
  std::vector<std::size_t> classes = {};  // indices into Dataset::classes()
};

// How the literature deals classes to the four splits: PASCAL-5i and the authors' COCO-20i in
// order (1-5, 6-10, ...; 1-20, 21-40, ...), FWB's COCO-20i in turn (1, 5, 9, ...; 2, 6, 10, ...).
enum class FoldOrder { kConsecutive, kInterleaved };

// Four folds of equally many classes; panet::Error where class_count is not a multiple of four.
std::vector<Fold> four_folds(std::size_t class_count, FoldOrder order);

// The base classes of a split: all that are not in the fold, which are trained on.
Fold base_of(const Fold& novel, std::size_t class_count);

// One fold, "all", of all classes.
Fold fold_of_all(std::size_t class_count);

}  // namespace panet
