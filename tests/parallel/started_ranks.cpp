#include "started_ranks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace panet::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience(60);
constexpr std::chrono::milliseconds kPause(20);

// As execve() wants texts.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

void redirect(const std::string& path, int to) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, to);
}

}  // namespace

StartedRanks::StartedRanks(std::string what, int size, const Variables& variables)
    : what_(std::move(what)), size_(size), variables_(variables) {
  variables_["WORLD_SIZE"] = std::to_string(size);
  variables_.try_emplace("MASTER_ADDR", "127.0.0.1");
  variables_.try_emplace("MASTER_PORT", std::to_string(free_port()));
}

StartedRanks::~StartedRanks() {
  for (const auto& [rank, process] : running_) {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
}

std::string StartedRanks::file(int rank, const char* kind) const {
  return (folder_ / fmt::format("{}.{}", rank, kind)).string();
}

std::vector<std::string> StartedRanks::environment(int rank) const {
  std::vector<std::string> texts = {fmt::format("RANK={}", rank),
                                    fmt::format("PATH={}", std::getenv("PATH"))};
  // Where a sanitizer's or another library is to be found.
  if (const char* path = std::getenv("LD_LIBRARY_PATH"))
    texts.push_back(fmt::format("LD_LIBRARY_PATH={}", path));
  for (const auto& [name, value] : variables_) texts.push_back(fmt::format("{}={}", name, value));
  return texts;
}

void StartedRanks::start_all() {
  for (int rank = 0; rank < size_; ++rank) start(rank);
}

void StartedRanks::start(int rank, const std::vector<std::string>& before) {
  auto arguments = before;
  arguments.insert(arguments.end(), {PANET_RANK_PROGRAM, what_});
  auto variables = environment(rank);
  const auto out = file(rank, "out"), error = file(rank, "err");
  const auto argv = pointers(arguments), envp = pointers(variables);
  const pid_t process = ::fork();
  if (process == 0) {
    redirect(out, STDOUT_FILENO);
    redirect(error, STDERR_FILENO);
    ::execvpe(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  running_[rank] = process;
}

void StartedRanks::await(const std::string& line) {
  const auto end = Clock::now() + kPatience;
  for (const auto& [rank, process] : running_)
    while (output(rank).find(line + "\n") == std::string::npos) {
      if (Clock::now() > end) {
        ADD_FAILURE() << "rank " << rank << " did not come to '" << line << "': " << error(rank);
        return;
      }
      std::this_thread::sleep_for(kPause);
    }
}

void StartedRanks::send(int rank, int signal) {
  ::kill(running_.at(rank), signal);
}

int StartedRanks::exit_code(int rank) {
  const pid_t process = running_.at(rank);
  const auto end = Clock::now() + kPatience;
  while (Clock::now() < end) {
    int status = 0;
    if (::waitpid(process, &status, WNOHANG) == process) {
      running_.erase(rank);
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::this_thread::sleep_for(kPause);
  }
  return -1;
}

std::string StartedRanks::output(int rank) const {
  const auto path = file(rank, "out");
  return std::filesystem::exists(path) ? read_file(path) : "";
}

std::string StartedRanks::error(int rank) const {
  return read_file(file(rank, "err"));
}

}  // namespace panet::test
