#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/bench/suite.h"
#include "app/commands.h"
#include "app/json_text.h"
#include "app/streams.h"
#include "app/table.h"
#include "base/parallel.h"
#include "engine/gemm_peak.h"

namespace panet::app {
namespace {

using bench::Measurement;

struct BenchOptions {
  bench::SuiteOptions suite;
  int threads = 0;
  bool json = false;
};

// Operations a second of a large matrix product, by precision.
using Peaks = std::map<Precision, double>;

Peaks measured_peaks() {
  Peaks peaks;
  for (const auto precision : {Precision::kFloat32, Precision::kBFloat16, Precision::kInt8})
    if (const auto peak = gemm_peak(precision)) peaks[precision] = *peak;
  return peaks;
}

std::optional<double> gigaflops(const Measurement& line) {
  if (line.gigaflop == 0) return std::nullopt;
  return line.gigaflop / line.milliseconds * 1e3;
}

std::optional<double> share_of_peak(const Measurement& line, const Peaks& peaks) {
  const auto rate = gigaflops(line);
  if (!rate || !line.precision || !peaks.contains(*line.precision)) return std::nullopt;
  return *rate * 1e9 / peaks.at(*line.precision);
}

// Its time in that of the line it is compared with.
std::optional<double> ratio(const Measurement& line, const std::vector<Measurement>& lines) {
  for (const auto& other : lines)
    if (other.group == line.group && other.what == line.what && other.how == line.compared)
      return line.milliseconds / other.milliseconds;
  return std::nullopt;
}

std::string cell(const std::optional<double>& number, int decimals, double factor = 1) {
  return number ? fmt::format("{:.{}f}", *number * factor, decimals) : "";
}

void print_table(const std::vector<Measurement>& lines, const Peaks& peaks) {
  std::vector<std::vector<std::string>> rows = {
      {"", "", "", "ms", "ratio", "to", "GFLOP/s", "% of peak", "peak MB"}};
  for (const auto& line : lines) {
    const auto compared = ratio(line, lines);
    rows.push_back({line.group, line.what, line.how, fmt::format("{:.1f}", line.milliseconds),
                    cell(compared, 2), compared ? line.compared : "", cell(gigaflops(line), 0),
                    cell(share_of_peak(line, peaks), 0, 100),
                    fmt::format("{:.0f}", line.peak_megabytes)});
  }
  std::string text = table(rows) + "\npeak of a matrix product, GFLOP/s:";
  for (const auto& [precision, peak] : peaks)
    text += fmt::format(" {} {:.0f}", text_of(precision), peak / 1e9);
  print(text + fmt::format("; threads: {}\n", thread_count()));
}

void print_json(const std::vector<Measurement>& lines, const Peaks& peaks, int64_t size) {
  nlohmann::ordered_json report = {{"threads", thread_count()}};
  if (size > 0) report["input_size"] = size;
  for (const auto& [precision, peak] : peaks)
    report["peak_gflops"][text_of(precision)] = peak / 1e9;
  report["lines"] = nlohmann::ordered_json::array();
  for (const auto& line : lines) {
    nlohmann::ordered_json entry = {{"group", line.group},
                                    {"what", line.what},
                                    {"how", line.how},
                                    {"milliseconds", line.milliseconds},
                                    {"peak_megabytes", line.peak_megabytes}};
    const auto add = [&entry](const char* key, const std::optional<double>& number) {
      if (number) entry[key] = *number;
    };
    if (line.input_size > 0) entry["input_size"] = line.input_size;
    add("gflops", gigaflops(line));
    add("share_of_peak", share_of_peak(line, peaks));
    if (const auto compared = ratio(line, lines)) {
      entry["compared_with"] = line.compared;
      entry["ratio"] = *compared;
    }
    report["lines"].push_back(std::move(entry));
  }
  print(json_text(report));
}

void bench_machine(const BenchOptions& options, const Extensions& extensions) {
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  set_thread_count(options.threads > 0 ? options.threads : cores);
  const auto peaks = measured_peaks();
  std::vector<Measurement> lines;
  bench::run_suite(options.suite, extensions.benchmarks, [&](const Measurement& line) {
    tell(fmt::format("{}, {}, {}: {:.1f} ms", line.group, line.what, line.how, line.milliseconds));
    lines.push_back(line);
  });
  if (options.json) {
    print_json(lines, peaks, options.suite.size);
  } else {
    print_table(lines, peaks);
  }
}

// Each once, those of the core first.
std::vector<std::string> group_names(const Extensions& extensions) {
  std::vector<std::string> names;
  const auto add = [&names](const bench::Group& group) {
    if (std::ranges::find(names, group.name) == names.end()) names.push_back(group.name);
  };
  std::ranges::for_each(bench::core_groups(), add);
  std::ranges::for_each(extensions.benchmarks, add);
  return names;
}

}  // namespace

void add_bench_command(CLI::App& panet, const Extensions& extensions) {
  const auto options = std::make_shared<BenchOptions>();
  auto& suite = options->suite;
  auto* command = panet.add_subcommand("bench", "measure how fast everything is on this machine");
  command
      ->add_option("--only", suite.groups,
                   fmt::format("what to measure: {}; several with commas [all]",
                               fmt::join(group_names(extensions), ", ")))
      ->delimiter(',')
      ->check(CLI::IsMember(group_names(extensions)));
  command
      ->add_option("--encoder", suite.architectures,
                   fmt::format("{}; several with commas [vgg16,resnet50]",
                               fmt::join(known_architectures(), ", ")))
      ->delimiter(',')
      ->check(CLI::IsMember(known_architectures()));
  command
      ->add_option("--size", suite.size,
                   "side of the encoder's input in pixels [417; DINOv2 518, DINOv3 512]")
      ->check(CLI::Range(33, 4096));
  command->add_option("--threads", options->threads, "threads to compute on; 0: one for each core")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  command
      ->add_option("--seconds", suite.effort.seconds,
                   "to measure each line for; its median is told")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 3600.0));
  command->add_flag("--json", options->json, "print JSON");
  command->footer(R"(
Encoders have random weights and pictures are noise: speed depends on neither. The ratio is this line's time in that
of the line it is set against, LibTorch's where panet-torch is installed; "as written" is the paper's formulas in
float32, as the authors' script computes them. The share of the peak is that of a large matrix product in the same
run. docs/performance.md explains the lines.

Examples:
  panet bench
  panet bench --only encoder --encoder vgg16 --json
  panet bench --only encoder --encoder vgg16,resnet50,dinov2_vits14
  panet bench --only segment,evaluation --size 321 --threads 1)");
  command->callback([options, &extensions] { bench_machine(*options, extensions); });
}

}  // namespace panet::app
