#pragma once

#include <filesystem>
#include <string>

namespace panet::test {

struct Outcome {
  int exit_code = 0;
  std::string output, error;
  double megabytes = 0;  // at the peak
  double seconds = 0;    // of processors
};

// Runs a script of the shell in a folder; $PANET is the program.
Outcome run_shell(const std::filesystem::path& folder, const std::string& script,
                  const std::string& input = {});

// Runs `panet ARGUMENTS` in a folder through the shell, which quotes as a user would. `environment`
// stands before the program ("A=1 B=2"), `input` is its standard input.
Outcome run_panet(const std::filesystem::path& folder, const std::string& arguments,
                  const std::string& input = {}, const std::string& environment = {});

// Whether LibTorch's part of the program was built: training, several processes, that engine.
bool has_libtorch();

// A folder as a user has it: random ResNet-50 weights (W.safetensors), support/ball/ball{1,2}.jpg
// with masks, and photos/{a,b,c}.jpg. Made once for the whole test program and copied for each
// test.
void copy_desk(const std::filesystem::path& folder);

// Arguments that make the encoder quick: small input.
inline const std::string kQuick = " --size 65 --threads 1 ";

}  // namespace panet::test
