#include "panet/engine/inference_engine.h"

#include "small_graphs.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

std::shared_ptr<const Model> some_model() {
  return test::drawn_model(test::chain_graph(), test::drawn_image({16, 16}));
}

const Device kGpu = {.kind = Device::Kind::kCuda, .index = 1};

// Gives features of one location, as many channels as the GPU's index.
class EngineOfAnotherLibrary : public InferenceEngine {
 public:
  explicit EngineOfAnotherLibrary(int64_t channels) : channels_(channels) {}
  Features encode(const NetworkInput& /*image*/) override {
    return {{1, 1}, channels_, Features::Type::kFloat32};
  }

 private:
  int64_t channels_;
};

// Names another engine as LibTorch's while it lives.
class LibTorchThere {
 public:
  LibTorchThere() {
    set_libtorch_engine(
        [](const std::shared_ptr<const Model>& /*model*/, const ComputeOptions& options) {
          return std::make_unique<EngineOfAnotherLibrary>(10 + options.device.index);
        });
  }
  ~LibTorchThere() { set_libtorch_engine(nullptr); }
};

TEST(InferenceEngine, WithoutLibTorchTellsWhereItIs) {
  EXPECT_THAT(error_of([] { make_engine(some_model(), {.engine = EngineKind::kLibTorch}); }),
              Tells("engine libtorch", "panet-torch", "panet-train"));
  EXPECT_THAT(error_of([] { make_engine(some_model(), {.device = kGpu}); }),
              Tells("device cuda:1", "panet-torch", "panet-train"));
}

TEST(InferenceEngine, LibTorchServesGpusAndWhoAsksForIt) {
  const LibTorchThere there;
  const auto image = test::drawn_image({16, 16});
  EXPECT_EQ(make_engine(some_model(), {.device = kGpu})->encode(image).channels(), 11);
  EXPECT_EQ(make_engine(some_model(), {.engine = EngineKind::kLibTorch})->encode(image).channels(),
            10);
  EXPECT_EQ(make_engine(some_model(), {})->encode(image).channels(), 32);
}

TEST(InferenceEngine, LibTorchHasNoIntegers) {
  const LibTorchThere there;
  EXPECT_THAT(error_of([] {
                make_engine(some_model(),
                            {.precision = Precision::kInt8, .engine = EngineKind::kLibTorch});
              }),
              Tells("int8", "onednn"));
}

}  // namespace
}  // namespace panet
