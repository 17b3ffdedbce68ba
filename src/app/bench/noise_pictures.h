#pragma once

#include <vector>

#include "panet/dataset/dataset.h"

namespace panet::bench {

// A data set in memory of one class: pictures of noise with a rectangle in the middle as the
// object. How long a picture takes does not depend on what it shows.
class NoisePictures : public Dataset {
 public:
  NoisePictures(std::size_t count, PictureSize size);

  Picture picture(std::size_t index) const override;
  PictureLabels labels(std::size_t index, PictureSize size) const override;

 private:
  std::vector<Picture> pictures_;
};

}  // namespace panet::bench
