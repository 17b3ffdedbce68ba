#pragma once

#include <memory>

#include "panet/image/network_input.h"
#include "panet/weights/model_file.h"

namespace panet::bench {

// A model of random weights, the same each time, that has measured its activations on one image of
// noise: every engine runs it, in every precision that there is for it.
std::shared_ptr<const Model> random_model(const std::string& architecture, int64_t size);

// Normally distributed, the same each time.
NetworkInput noise_image(int64_t size);

}  // namespace panet::bench
