#include "app/module.h"

#include "app/program.h"
#include "app/torch_program.h"
#include "base/launch.h"
#include "panet/base/error.h"

namespace {

// One of several processes becomes panet-torch, where they speak to each other.
std::unique_ptr<panet::Peers> peers_of(char** argv) {
  if (!panet::launch_from_environment()) return std::make_unique<panet::NoPeers>();
  panet::app::become_torch_program(argv);
  throw panet::Error(panet::app::kTorchIsMissing);
}

}  // namespace

int panet_main(int argc, char** argv) {
  return panet::app::run_program(argc, argv, {.peers = [argv] { return peers_of(argv); }});
}
