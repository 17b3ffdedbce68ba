#pragma once

#include <vector>

#include "panet/image/network_input.h"
#include "panet/weights/model_file.h"

namespace panet::test {

// A value of a graph, channels x height x width.
struct Planes {
  int64_t channels = 0;
  PictureSize grid;
  std::vector<float> numbers;

  const float* row(int64_t channel, int64_t y) const {
    return numbers.data() + (channel * grid.height + y) * grid.width;
  }
};

// All values of a model's graph by plain loops, the image first: what engines are measured against.
std::vector<Planes> reference_values(const Model& model, const NetworkInput& image);

}  // namespace panet::test
