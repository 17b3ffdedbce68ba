// replay FOLDER...: reads each file FOLDER/TARGET/NAME by that target, without a fuzzer. A file
// that goes wrong ends the program; its name is the last that was printed.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "target.h"

namespace panet::fuzz {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int replay(const Target& target, const fs::path& folder) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::cout << entry.path().string() << std::endl;  // before it is read
    read(target, bytes_of(content_of(entry.path())));
    ++files;
  }
  return files;
}

// The targets of the folders in `root` → how many files they read; a folder of no target is an
// error, but for those that this build leaves out.
int replay_all(const fs::path& root) {
  int files = 0;
  for (const Target& target : targets())
    if (fs::is_directory(root / target.name)) files += replay(target, root / target.name);
  return files;
}

}  // namespace
}  // namespace panet::fuzz

int main(int count, char** arguments) {
  panet::fuzz::prepare();
  int files = 0;
  for (int i = 1; i < count; ++i) files += panet::fuzz::replay_all(arguments[i]);
  std::cout << files << " files by " << panet::fuzz::targets().size() << " targets\n";
  return files > 0 ? 0 : 1;
}
