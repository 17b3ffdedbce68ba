#include "train/network/torch_compute.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <thread>

#include "base/parallel.h"
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

// Gradients are computed in threads that LibTorch starts when it needs them.
TEST(TorchThreads, AreNotFewerWhereAnotherThreadWorksAlone) {
  const int before = thread_count();
  share_thread_count(at::set_num_threads);
  set_thread_count(3);
  std::jthread(work_alone).join();
  int of_another = 0;
  std::jthread([&of_another] { of_another = at::get_num_threads(); }).join();
  EXPECT_EQ(of_another, 3);
  EXPECT_EQ(thread_count(), 3);
  set_thread_count(before);
}

}  // namespace
}  // namespace panet
