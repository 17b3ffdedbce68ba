#pragma once

#include <dnnl.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "panet/weights/model_file.h"

namespace panet {

// Weight and bias of a convolution or a linear layer in the layouts that it wants them in.
struct PackedWeight {
  dnnl::memory weight, bias;
  dnnl::memory scales = {};  // of the outputs, where QuantisedProduct computes them
};

// Those of a model, each packed once. Any number of threads may ask.
class PackedWeights {
 public:
  // The one that all engines of a model share.
  static std::shared_ptr<PackedWeights> of(const std::shared_ptr<const Model>& model);

  // What `name` is in a layout; `pack` makes it where nobody asked before.
  PackedWeight get(const std::string& name, const dnnl::memory::desc& layout,
                   const std::function<PackedWeight()>& pack);

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<PackedWeight>> by_name_;
};

}  // namespace panet
