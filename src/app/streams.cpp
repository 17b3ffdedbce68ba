#include "app/streams.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string>

#include "app/exit.h"
#include "base/plain_text.h"
#include "panet/base/error.h"

namespace panet::app {
namespace {

// What has become of both streams; several threads tell things.
struct State {
  std::mutex mutex;
  int print_error = 0;  // the first
  bool is_line_drawn = false;
};

State& state() {
  static State one;
  return one;
}

// The pieces of a line stay together.
void write_error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void erase_drawn_line(State& streams) {
  if (streams.is_line_drawn) write_error("\r\033[K");
  streams.is_line_drawn = false;
}

void replace_drawn_line(const std::string& text) {
  const std::lock_guard lock(state().mutex);
  erase_drawn_line(state());
  write_error(text);
}

void print_plain(const std::string& text) {
  const std::lock_guard lock(state().mutex);
  if (::isatty(STDOUT_FILENO) == 1) erase_drawn_line(state());
  const bool is_written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!is_written && state().print_error == 0) state().print_error = errno;
}

}  // namespace

void print(std::string_view text) {
  print_plain(plain_lines(text));
}

void print_line(std::string_view line) {
  print_plain(plain_text(line) + "\n");
}

void finish_printing() {
  int error = state().print_error;
  if (std::fflush(stdout) != 0 && error == 0) error = errno;
  if (error == EPIPE) throw Exit{kDataError};
  if (error != 0)
    throw Error(fmt::format("the standard output cannot be written: {}", std::strerror(error)));
}

void tell(std::string_view line) {
  replace_drawn_line(plain_text(line) + "\n");
}

void tell_lines(std::string_view text) {
  replace_drawn_line(plain_lines(text));
}

void draw_line(std::string_view line) {
  const std::lock_guard lock(state().mutex);
  write_error(fmt::format("\r{}\033[K", plain_text(line)));
  state().is_line_drawn = true;
}

void end_drawing() {
  const std::lock_guard lock(state().mutex);
  if (state().is_line_drawn) write_error("\n");
  state().is_line_drawn = false;
}

}  // namespace panet::app
