#include "serve/tools/fetch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/descriptor.h"
#include "base/spawned_streams.h"
#include "panet/base/error.h"

namespace panet::serve {
namespace {

[[noreturn]] void fail(int error) {
  throw Error(fmt::format("curl cannot be run: {}", std::generic_category().message(error)));
}

// A value in a file of options: nothing in it ends it.
std::string option_value(std::string_view text) {
  std::string safe = "\"";
  for (const char letter : text) {
    if (static_cast<unsigned char>(letter) < ' ')
      throw Error("an address to fetch has a control character in it");
    if (letter == '"' || letter == '\\') safe += '\\';
    safe += letter;
  }
  return safe + '"';
}

// Other people's processes see the arguments of one, so what is secret goes to its input.
std::string options_of(const Fetching& fetching) {
  std::string options =
      "silent\nshow-error\nfail\ngloboff\nlocation\nmax-redirs = 5\nproto = \"=http,https\"\n"
      "connect-timeout = 10\nmax-time = 60\nurl = " +
      option_value(fetching.address) + '\n';
  if (!fetching.authorization.empty())
    options += "header = " + option_value("Authorization: " + fetching.authorization) + '\n';
  if (!fetching.json.empty())
    options +=
        "header = \"Content-Type: application/json\"\ndata-raw = " + option_value(fetching.json) +
        '\n';
  return options;
}

Descriptor memory_file(std::string_view text) {
  Descriptor file(::memfd_create("panet", MFD_CLOEXEC));
  if (!file.is_open()) fail(errno);
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    fail(errno);
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::pair<Descriptor, Descriptor> pipe_ends() {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

// A curl that reads its options from one file and writes to others.
class Curl {
 public:
  Curl(int input, int output, int errors) {
    posix_spawn_file_actions_t streams;
    posix_spawn_file_actions_init(&streams);
    posix_spawn_file_actions_adddup2(&streams, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&streams, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&streams, errors, STDERR_FILENO);
    close_all_but_streams(&streams);
    std::array<std::string, 4> words = {"curl", "--disable", "--config", "-"};
    std::array<char*, 5> arguments = {};
    std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
    pid_t process = 0;
    const int error =
        ::posix_spawnp(&process, "curl", &streams, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&streams);
    if (error == ENOENT)
      throw Error(
          "curl is not installed, by which pictures are fetched; install it, or say --media-root");
    if (error != 0) fail(error);
    process_ = process;
  }
  ~Curl() {
    if (!process_) return;
    ::kill(*process_, SIGKILL);
    is_success();
  }
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;

  // Waits for its end, once.
  bool is_success() {
    int status = 0;
    while (::waitpid(*process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_.reset();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  std::optional<pid_t> process_;  // as long as it was not waited for
};

// All that comes, up to its end.
std::vector<std::byte> read_all(int file, std::size_t most) {
  std::vector<std::byte> bytes;
  for (;;) {
    constexpr std::size_t kStep = 1 << 16;
    const std::size_t before = bytes.size();
    bytes.resize(before + kStep);
    const auto count = ::read(file, bytes.data() + before, kStep);
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno);
    if (count == 0) return bytes;
    if (bytes.size() > most) throw Error(fmt::format("it has more than {} bytes", most));
  }
}

std::string text_in(const Descriptor& file) {
  constexpr std::size_t kMost = 1 << 16;
  ::lseek(file.get(), 0, SEEK_SET);
  const auto bytes = read_all(file.get(), kMost);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

}  // namespace

std::vector<std::byte> fetched(const Fetching& fetching, std::size_t most) {
  const auto input = memory_file(options_of(fetching)), errors = memory_file("");
  auto [output, curls_end] = pipe_ends();
  Curl curl(input.get(), curls_end.get(), errors.get());
  curls_end.close();
  auto bytes = read_all(output.get(), most);
  if (!curl.is_success()) throw Error(text_in(errors));
  return bytes;
}

}  // namespace panet::serve
