#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/bench/suite.h"
#include "panet/eval/peers.h"

namespace panet::app {

// What panet-torch has beyond panet: the commands are the same.
struct Extensions {
  // Options and body of `train`; panet names the command and leaves it to panet-torch.
  std::function<void(CLI::App& command)> declare_training = [](CLI::App&) {};

  // The processes that `eval` was started in.
  std::function<std::unique_ptr<Peers>()> peers = [] { return std::make_unique<NoPeers>(); };

  // How many GPUs this process sees.
  std::function<int()> gpu_count = [] { return 0; };

  // What `bench` measures of LibTorch.
  std::vector<bench::Group> benchmarks;
};

}  // namespace panet::app
