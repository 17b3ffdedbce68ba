#include "panet/train/network/torch_compute.h"

#include <torch/cuda.h>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TEST(TorchDevice, IsTheOneNamed) {
  EXPECT_EQ(torch_device(parse_device("cpu")), torch::Device(torch::kCPU));
}

TEST(TorchDevice, AGpuThatIsNotThereIsTold) {
  if (torch::cuda::device_count() > 0)
    EXPECT_THAT(error_of([] { torch_device(parse_device("cuda:99")); }),
                Tells("cuda:99", "counted from 0"));
  else
    EXPECT_THAT(error_of([] { torch_device(parse_device("cuda")); }),
                Tells("sees no CUDA GPU", "say cpu"));
}

TEST(TorchPrecision, IsTheOneNamed) {
  EXPECT_EQ(scalar_type(Precision::kFloat32), torch::kFloat32);
  EXPECT_EQ(scalar_type(Precision::kBFloat16), torch::kBFloat16);
  EXPECT_THAT(error_of([] { scalar_type(Precision::kInt8); }), Tells("int8", "onednn"));
}

}  // namespace
}  // namespace panet
