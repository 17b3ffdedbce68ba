#include "engine/packed_weights.h"

#include "support.h"

namespace panet {
namespace {

using dnnl::memory;

memory::desc layout(memory::format_tag tag) {
  return {{16, 16, 3, 3}, memory::data_type::f32, tag};
}

TEST(PackedWeights, OfAModelAreShared) {
  const auto model = std::make_shared<const Model>(), another = std::make_shared<const Model>();
  const auto weights = PackedWeights::of(model);
  EXPECT_EQ(PackedWeights::of(model), weights);
  EXPECT_NE(PackedWeights::of(another), weights);
}

TEST(PackedWeights, GoWithTheLastWhoHasThem) {
  const auto model = std::make_shared<const Model>();
  const std::weak_ptr<PackedWeights> gone = PackedWeights::of(model);
  EXPECT_TRUE(gone.expired());
}

TEST(PackedWeights, ArePackedOnceInEachLayout) {
  const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  PackedWeights weights;
  int packed = 0;
  const auto ask = [&](const std::string& name, memory::format_tag tag) {
    return weights
        .get(name, layout(tag),
             [&] {
               ++packed;
               return PackedWeight{.weight = memory(layout(tag), cpu), .bias = {}};
             })
        .weight.get_data_handle();
  };
  const auto* const first = ask("conv1", memory::format_tag::oihw);
  EXPECT_EQ(ask("conv1", memory::format_tag::oihw), first);
  EXPECT_NE(ask("conv1", memory::format_tag::OIhw16i16o), first);
  EXPECT_NE(ask("conv2", memory::format_tag::oihw), first);
  EXPECT_EQ(packed, 3);
}

}  // namespace
}  // namespace panet
