#pragma once

#include <cstddef>
#include <limits>

#include "image/window.h"
#include "panet/dataset/dataset.h"
#include "panet/image/network_input.h"

namespace panet {

// A picture of a data set, decoded, and its labels.
struct DecodedPicture {
  std::size_t index = 0;
  PictureSize size;         // in the data set
  LabelledPicture content;  // at that size, or smaller
  std::size_t bytes() const;
};

// Reads and decodes; safe to call from any number of threads. A picture whose shorter side is
// longer than `kept_side` is shrunk until it is not.
DecodedPicture decoded_picture(const Dataset& dataset, std::size_t index,
                               int64_t kept_side = std::numeric_limits<int64_t>::max());

// A picture of a data set as the encoder takes it, and its labels at the same size.
struct PreparedPicture {
  std::size_t index = 0;
  PictureSize size;      // of the picture in the data set
  NetworkInput input;    // S x S
  PictureLabels labels;  // S x S
  Window window;         // what of the picture both show
};

PreparedPicture prepared(const DecodedPicture& picture, int64_t input_size,
                         const Window& window = {}, const Normalisation& normalisation = {});

// Reads, decodes and resizes; safe to call from any number of threads.
PreparedPicture prepare_picture(const Dataset& dataset, std::size_t index, int64_t input_size);

// See image/nearest.h.
PictureLabels resized_to_nearest(const PictureLabels& labels, PictureSize size);
Annotation resized_to_nearest(const Annotation& annotation, PictureSize size);

}  // namespace panet
