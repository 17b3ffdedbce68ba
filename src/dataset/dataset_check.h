#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "panet/dataset/dataset.h"

namespace panet {

struct DatasetCheckOptions {
  std::size_t shots = 5;  // a class needs pictures for so many shots and a query
  // Told after each picture.
  std::function<void(std::size_t done, std::size_t total)> on_progress = [](auto, auto) {};
};

// What the readable pictures hold of a class. Shares are from 0 to 1, of the pixels of a picture or
// of all pictures; 0 where no picture holds the class.
struct ClassStatistics {
  std::size_t pictures = 0;
  double pixel_share = 0;
  double median_area = 0, smallest_area = 0;
};

struct DatasetCheck {
  std::size_t pictures = 0;              // looked at
  std::vector<ClassStatistics> classes;  // in the order of Dataset::classes()
  std::vector<std::string> problems;     // Dataset::problems(), those of pictures, of classes
};

// Reads every picture with its labels, by thread_count() threads, and tells all that is
// wrong with them, where other users of a data set stop at the first. Open the data set with
// DatasetOptions::keep_broken, that opening it does not stop either. Scribbles are not read.
DatasetCheck check_dataset(const Dataset& dataset, const DatasetCheckOptions& options = {});

}  // namespace panet
