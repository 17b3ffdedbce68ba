#include "panet/model/precision.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

const Device kCpu;
const Device kGpu = {.kind = Device::Kind::kCuda, .index = 0};

TEST(Device, IsReadFromItsName) {
  EXPECT_EQ(parse_device("cpu"), kCpu);
  EXPECT_EQ(parse_device("cuda"), kGpu);
  EXPECT_EQ(parse_device("cuda:3"), (Device{.kind = Device::Kind::kCuda, .index = 3}));
  for (const auto* name : {"cpu", "cuda:0", "cuda:3"}) EXPECT_EQ(text_of(parse_device(name)), name);
}

TEST(Device, AnotherWordIsTold) {
  for (const auto* word : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:999999999999", ""})
    EXPECT_THAT(error_of([&] { parse_device(word); }),
                Tells("unknown device", "cpu, cuda or cuda:N"))
        << word;
}

TEST(Precision, IsReadFromItsName) {
  EXPECT_EQ(parse_precision("f32", kCpu), Precision::kFloat32);
  EXPECT_EQ(parse_precision("bf16", kCpu), Precision::kBFloat16);
  EXPECT_EQ(parse_precision("auto", kCpu),
            cpu_has_bfloat16() ? Precision::kBFloat16 : Precision::kFloat32);
  EXPECT_EQ(parse_precision("auto", kGpu), Precision::kBFloat16);
  EXPECT_THAT(error_of([] { parse_precision("f64", kCpu); }),
              Tells("f64", "f32, bf16, int8 or auto"));
  EXPECT_EQ(parse_precision("int8", kCpu), Precision::kInt8);
  EXPECT_THAT(error_of([] { parse_precision("int8", kGpu); }), Tells("int8 is for CPUs"));
  for (const auto* name : {"f32", "bf16", "int8"})
    EXPECT_EQ(text_of(parse_precision(name, kCpu)), name);
}

TEST(Engine, IsReadFromItsName) {
  EXPECT_EQ(parse_engine("auto"), EngineKind::kAuto);
  EXPECT_EQ(parse_engine("libtorch"), EngineKind::kLibTorch);
  EXPECT_EQ(parse_engine("onednn"), EngineKind::kOneDnn);
  EXPECT_THAT(error_of([] { parse_engine("mkl"); }), Tells("mkl", "auto, libtorch or onednn"));
}

}  // namespace
}  // namespace panet
