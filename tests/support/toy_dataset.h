#pragma once

#include <atomic>

#include "panet/dataset/dataset.h"
#include "panet/dataset/fold.h"

namespace panet::test {

// A data set in memory: pictures of one colour with a disk of another, all of the class that the
// disk's colour stands for, plus what a test adds. Counts how often pictures are read.
class ToyDataset : public Dataset {
 public:
  // Classes 1..class_count, named "class 1", ..., each with `pictures_per_class` pictures of
  // height x width pixels.
  ToyDataset(int class_count, int pictures_per_class, PictureSize size = {48, 64});

  Picture picture(std::size_t index) const override;
  PictureLabels labels(std::size_t index, PictureSize size) const override;

  // Another picture, of whichever classes its labels have.
  std::size_t add(const std::string& name, Picture picture, PictureLabels labels);

  int64_t pictures_read() const { return pictures_read_; }

 private:
  std::vector<Picture> pictures_;
  std::vector<PictureLabels> labels_;
  mutable std::atomic<int64_t> pictures_read_ = 0;
};

}  // namespace panet::test
