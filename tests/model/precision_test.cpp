#include "panet/model/precision.h"

#include <torch/cuda.h>

#include "panet/model/cosine_classifier.h"
#include "panet/model/encoder.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TEST(Device, IsReadFromItsName) {
  EXPECT_EQ(parse_device("cpu"), torch::Device(torch::kCPU));
}

TEST(Device, AnotherWordIsTold) {
  for (const auto* word : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:999999999999", ""})
    EXPECT_THAT(error_of([&] { parse_device(word); }),
                Tells("unknown device", "cpu, cuda or cuda:N"))
        << word;
}

TEST(Device, AGpuThatIsNotThereIsTold) {
  if (torch::cuda::device_count() > 0)
    EXPECT_THAT(error_of([] { parse_device("cuda:99"); }), Tells("cuda:99", "counted from 0"));
  else
    EXPECT_THAT(error_of([] { parse_device("cuda"); }), Tells("sees no CUDA GPU", "say cpu"));
}

TEST(Precision, IsReadFromItsName) {
  EXPECT_EQ(parse_precision("f32", torch::kCPU), torch::kFloat32);
  EXPECT_EQ(parse_precision("bf16", torch::kCPU), torch::kBFloat16);
  EXPECT_EQ(parse_precision("auto", torch::kCPU),
            cpu_has_bfloat16() ? torch::kBFloat16 : torch::kFloat32);
  EXPECT_EQ(parse_precision("auto", torch::Device(torch::kCUDA, 0)), torch::kBFloat16);
  EXPECT_THAT(error_of([] { parse_precision("f64", torch::kCPU); }),
              Tells("f64", "f32, bf16, int8 or auto"));
  EXPECT_EQ(parse_precision("int8", torch::kCPU), torch::kInt8);
  EXPECT_THAT(error_of([] { parse_precision("int8", torch::Device(torch::kCUDA, 0)); }),
              Tells("int8 is for CPUs"));
  for (const auto* name : {"f32", "bf16", "int8"})
    EXPECT_EQ(name_of(parse_precision(name, torch::kCPU)), name);
}

TEST(Engine, IsReadFromItsName) {
  EXPECT_EQ(parse_engine("auto"), EngineKind::kAuto);
  EXPECT_EQ(parse_engine("libtorch"), EngineKind::kLibTorch);
  EXPECT_EQ(parse_engine("onednn"), EngineKind::kOneDnn);
  EXPECT_THAT(error_of([] { parse_engine("mkl"); }), Tells("mkl", "auto, libtorch or onednn"));
}

TEST(Prepare, KeepsTheFeaturesWhateverTheLayoutAndNearlyInBfloat16) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(1);
  const auto images = torch::randn({1, 3, 41, 33});
  for (const auto* architecture : {"vgg16", "resnet50"}) {
    const auto encoder = make_encoder({.architecture = architecture});
    const auto expected = encoder->forward(images);
    const auto scale = expected.abs().max().item<double>();
    prepare(*encoder, {.precision = torch::kFloat32});
    EXPECT_LT(test::max_difference(encoder->forward(images), expected), 1e-4 * scale)
        << architecture;
    prepare(*encoder, {.precision = torch::kBFloat16});
    const auto rounded = encoder->forward(images.to(torch::kBFloat16));
    EXPECT_EQ(rounded.scalar_type(), torch::kBFloat16);
    EXPECT_LT(test::max_difference(rounded, expected), 0.05 * scale) << architecture;
  }
}

}  // namespace
}  // namespace panet
