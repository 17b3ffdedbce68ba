#include "engine/packed_weights.h"

#include <algorithm>

namespace panet {

std::shared_ptr<PackedWeights> PackedWeights::of(const std::shared_ptr<const Model>& model) {
  static std::mutex mutex;
  static std::map<std::weak_ptr<const Model>, std::weak_ptr<PackedWeights>, std::owner_less<>>
      shared;
  const std::lock_guard lock(mutex);
  std::erase_if(shared, [](const auto& entry) { return entry.second.expired(); });
  auto& known = shared[model];
  auto weights = known.lock();
  if (!weights) known = weights = std::make_shared<PackedWeights>();
  return weights;
}

PackedWeight PackedWeights::get(const std::string& name, const dnnl::memory::desc& layout,
                                const std::function<PackedWeight()>& pack) {
  const std::lock_guard lock(mutex_);
  auto& packed = by_name_[name];
  const auto found = std::find_if(packed.begin(), packed.end(), [&](const PackedWeight& known) {
    return known.weight.get_desc() == layout;
  });
  return found != packed.end() ? *found : packed.emplace_back(pack());
}

}  // namespace panet
