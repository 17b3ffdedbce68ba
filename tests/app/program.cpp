#include "program.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include "image/mask.h"
#include "image/png.h"
#include "maps.h"
#include "panet/image/encode.h"
#include "panet/image/shapes.h"
#include "panet/weights/model_file.h"
#include "support.h"

namespace panet::test {
namespace {

namespace fs = std::filesystem;

// A picture of a textured ground with a red ball, and its mask.
void write_ball(const fs::path& picture, double x, bool with_mask) {
  constexpr Colour kRed = {220, 30, 30};
  Mask mask(60, 80);
  fill_circle(mask, {.x = x, .y = 30}, 18);
  auto pixels = noise<Picture>(60, 80, 70);
  for (auto& colour : pixels.all())
    for (auto& level : colour) level = static_cast<uint8_t>(90 + level);
  fill_where(pixels, mask, kRed);
  fs::create_directories(picture.parent_path());
  encode_picture(picture, pixels);
  if (with_mask)
    write_index_png(fs::path(picture).replace_extension(".png"),
                    mapped<Labels>(mask, std::identity()), voc_palette());
}

const fs::path& desk() {
  static const TemporaryFolder folder;
  static const bool made = [] {
    const auto graph = encoder_graph({.architecture = "resnet50"});
    save_model(folder / "W.safetensors", graph.options, drawn_weights(graph, 1), DType::kF16);
    write_ball(folder / "support/ball/ball1.jpg", 30, true);
    write_ball(folder / "support/ball/ball2.jpg", 50, true);
    for (const auto& [name, x] : {std::pair{"a", 20}, {"b", 40}, {"c", 60}})
      write_ball(folder / "photos" / (std::string(name) + ".jpg"), x, false);
    return true;
  }();
  (void)made;
  return folder.path();
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// What std::system does, and what the command took.
int run(const std::string& command, rusage& usage) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  int status = -1;
  ::wait4(child, &status, 0, &usage);
  return status;
}

}  // namespace

void copy_desk(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(desk())) {
    const auto target = folder / fs::relative(entry.path(), desk());
    if (entry.is_directory()) {
      fs::create_directories(target);
    } else {
      fs::create_hard_link(entry.path(), target);
    }
  }
}

bool has_libtorch() {
  return fs::exists(fs::path(PANET_PROGRAM).replace_filename("panet-torch"));
}

Outcome run_shell(const fs::path& folder, const std::string& script, const std::string& input) {
  const TemporaryFolder streams;
  write_file(streams / "in", input);
  write_file(streams / "script", script);
  const auto command =
      fmt::format("cd '{}' && PANET='{}' sh '{}' <'{}' >'{}' 2>'{}'", folder.string(),
                  PANET_PROGRAM, (streams / "script").string(), (streams / "in").string(),
                  (streams / "out").string(), (streams / "err").string());
  rusage usage{};
  const int status = run(command, usage);
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .output = read_file(streams / "out"),
          .error = read_file(streams / "err"),
          .megabytes = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6,
          .seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

Outcome run_panet(const fs::path& folder, const std::string& arguments, const std::string& input,
                  const std::string& environment) {
  return run_shell(folder, fmt::format("exec env {} \"$PANET\" {}", environment, arguments), input);
}

}  // namespace panet::test
