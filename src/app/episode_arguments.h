#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "app/dataset_arguments.h"
#include "episode/protocol.h"
#include "panet/dataset/fold.h"
#include "panet/episode/episode.h"
#include "panet/episode/episode_annotation.h"

namespace panet::app {

inline constexpr const char* kPaperProtocol = "panet";

// --protocol, checked.
void declare_protocol(CLI::App& command, std::string& protocol);

// The data set, its pictures listed for its classes as the protocol has it.
OpenedDataset open_for(const std::string& protocol, const DatasetArguments& data);

// What the episodes of a sheet or figure are like: one number of ways and shots, one annotation.
struct EpisodeArguments {
  int ways = 1, shots = 1;
  uint64_t seed = 1234;
  std::string annotation_kind = "dense";
  int scribble_dilation = 0;
  std::string protocol = kPaperProtocol;

  void declare(CLI::App& command);
  EpisodeOptions options() const;
  SupportAnnotationOptions annotation() const;
};

// The folds that --split names: one, several as "1,3", or "all". UsageError tells those there are.
std::vector<Fold> chosen_folds(const std::string& split, const std::vector<Fold>& folds);

}  // namespace panet::app
