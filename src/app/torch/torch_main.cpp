// The same program, with what needs LibTorch. panet runs it (torch_program.h).
#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include "app/program.h"
#include "app/start.h"
#include "app/torch/torch_suite.h"
#include "app/torch/train_command.h"
#include "base/parallel.h"
#include "panet/parallel/ranks.h"
#include "panet/train/network/torch_engine.h"

int main(int argc, char** argv) {
  using namespace panet;
  app::occupy_standard_streams();
  share_thread_count(at::set_num_threads);
  use_libtorch_engine();
  const app::Extensions extensions = {
      .declare_training = app::declare_training,
      // Counts travel, never what a GPU computes.
      .peers = [] { return std::make_unique<Ranks>(Ranks::from_environment(torch::kCPU)); },
      .gpu_count = [] { return static_cast<int>(torch::cuda::device_count()); },
      .benchmarks = bench::torch_groups()};
  app::end(app::run_program(argc, argv, extensions));
}
