#include "app/torch_program.h"

#include <gtest/gtest.h>

#include <vector>

namespace panet::app {
namespace {

using Words = std::vector<std::string_view>;

bool needs(const Words& words) {
  return needs_torch_program(words);
}

TEST(TorchProgram, TrainsAndComputesOnGpus) {
  EXPECT_TRUE(needs({"train", "--config", "voc.toml"}));
  EXPECT_TRUE(needs({"train", "--help"}));
  for (const Words& options : {Words{"--device", "cuda"},
                               {"--device=cuda:1"},
                               {"--engine=libtorch"},
                               {"--engine", "libtorch"}}) {
    Words words = {"segment", "--out", "masks"};
    words.insert(words.end(), options.begin(), options.end());
    EXPECT_TRUE(needs(words)) << options.front();
  }
}

TEST(TorchProgram, IsNotNeededForAnythingElse) {
  EXPECT_FALSE(needs({}));
  EXPECT_FALSE(needs({"--version"}));
  EXPECT_FALSE(needs({"segment", "--support", "train", "--out", "cuda", "photos"}));
  EXPECT_FALSE(needs({"segment", "--device", "cpu", "--engine", "onednn"}));
  EXPECT_FALSE(needs({"segment", "--device", "cuda", "--device", "cpu"})) << "the last one counts";
  EXPECT_FALSE(needs({"segment", "--device"})) << "the value is missing";
}

TEST(TorchProgram, AddsToBenchAndToWhatTellsOfTrain) {
  EXPECT_TRUE(gains_by_torch_program(Words{"bench", "--json"}));
  EXPECT_TRUE(gains_by_torch_program(Words{"completion", "bash"}));
  EXPECT_TRUE(gains_by_torch_program(Words{"manual", "train"}));
  EXPECT_FALSE(gains_by_torch_program(Words{"manual", "segment"}));
  EXPECT_FALSE(gains_by_torch_program(Words{"segment", "bench"}));
}

}  // namespace
}  // namespace panet::app
