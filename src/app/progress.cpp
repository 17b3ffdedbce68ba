#include "app/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "app/streams.h"

namespace panet::app {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kNextLine = std::chrono::seconds(15);

}  // namespace

std::string clock_text(double seconds) {
  const auto whole = std::lround(seconds);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

Progress::Progress(std::string what, std::size_t total, std::size_t done_before)
    : what_(std::move(what)),
      total_(total),
      done_before_(done_before),
      is_terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (!is_shown_) return;
  show();
  if (is_terminal_) end_drawing();
}

void Progress::update(std::size_t done, std::size_t total) {
  done_ = done;
  total_ = total;
  const auto now = Clock::now();
  if (now < next_) return;
  if (is_terminal_) {
    next_ = now + kRedraw;
  } else {
    next_ = now + kNextLine;
  }
  is_shown_ = true;
  show();
}

void Progress::show() {
  if (is_terminal_) {
    draw_line(line());
  } else {
    tell(line());
  }
}

std::string Progress::line() const {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  const double rate = static_cast<double>(done_ - done_before_) / seconds;
  std::string counted = fmt::format("{} {}/{}  {:.1f}/s  {} left", what_, done_, total_, rate,
                                    clock_text(static_cast<double>(total_ - done_) / rate));
  if (!note_.empty()) counted += "  " + note_;
  if (!is_terminal_) return counted;
  const std::size_t filled = total_ == 0 ? kBarWidth : kBarWidth * done_ / total_;
  return fmt::format("[{:#<{}}{:.<{}}] {}", "", filled, "", kBarWidth - filled, counted);
}

}  // namespace panet::app
