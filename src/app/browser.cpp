#include "app/browser.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "base/descriptor.h"
#include "base/spawned_streams.h"

namespace panet::app {
namespace {

namespace fs = std::filesystem;

bool has_desktop() {
  return std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
}

bool write_private_file(const fs::path& path, std::string_view text) {
  std::error_code ignored;
  fs::remove(path, ignored);
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return false;
  const auto written = ::write(file.get(), text.data(), text.size());
  return file.close() && written == static_cast<ssize_t>(text.size());
}

// Starts `xdg-open PAGE` in a session of its own, so that an interruption of ours is none of its.
void start_xdg_open(const fs::path& page) {
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&streams, stream, "/dev/null", O_RDWR, 0);
  close_all_but_streams(&streams);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::string program = "xdg-open", path = fs::absolute(page).string();
  char* const arguments[] = {program.data(), path.data(), nullptr};
  pid_t ignored = 0;
  ::posix_spawnp(&ignored, program.c_str(), &streams, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&streams);
}

}  // namespace

Browser::~Browser() {
  std::error_code ignored;
  if (!page_.empty()) fs::remove(page_, ignored);
}

void Browser::open(const std::string& address, const fs::path& folder) {
  if (!has_desktop()) return;
  page_ = folder / "open.html";
  const auto page =
      fmt::format("<!doctype html><meta http-equiv=\"refresh\" content=\"0; url={}\">\n", address);
  if (write_private_file(page_, page)) start_xdg_open(page_);
}

}  // namespace panet::app
