#include "app/torch_program.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "app/program_folder.h"

namespace panet::app {
namespace {

namespace fs = std::filesystem;

bool is_command(std::span<const std::string_view> words, std::string_view name) {
  return !words.empty() && words.front() == name;
}

// The value of an option, "--NAME VALUE" or "--NAME=VALUE"; the last one counts, none is empty.
std::string_view value_of(std::span<const std::string_view> words, std::string_view option) {
  std::string_view value;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto word = words[i];
    if (word == option && i + 1 < words.size()) value = words[i + 1];
    if (word.size() > option.size() && word.starts_with(option) && word[option.size()] == '=')
      value = word.substr(option.size() + 1);
  }
  return value;
}

// LibTorch fills tens of megabytes of heap with tables of operators as it is loaded; weights and an
// encoder's values come and go. In large pages they take a fraction of the page faults, and from a
// heap that is not given back at once no new ones.
void prepare_heap() {
  const int only_if_unset = 0;
  setenv("GLIBC_TUNABLES",
         "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:"
         "glibc.malloc.trim_threshold=268435456",
         only_if_unset);
}

}  // namespace

bool needs_torch_program(std::span<const std::string_view> words) {
  if (is_command(words, "train")) return true;
  return value_of(words, "--device").starts_with("cuda") ||
         value_of(words, "--engine") == "libtorch";
}

bool gains_by_torch_program(std::span<const std::string_view> words) {
  if (is_command(words, "manual")) words = words.subspan(1);
  return is_command(words, "bench") || is_command(words, "train") ||
         is_command(words, "completion");
}

void become_torch_program(char** argv) {
  std::error_code error;
  const auto program = program_folder() / "panet-torch";
  if (!fs::exists(program, error)) return;
  prepare_heap();
  ::execv(program.c_str(), argv);
}

}  // namespace panet::app
