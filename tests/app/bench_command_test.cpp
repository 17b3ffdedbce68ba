#include <nlohmann/json.hpp>

#include "engine/availability.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

using test::run_panet;
using test::Tells;
using test::TemporaryFolder;

TEST(BenchCommand, PrintsATable) {
  const TemporaryFolder folder;
  const auto bench =
      run_panet(folder.path(), "bench --only segment --encoder resnet50 --size 33 --seconds 0");
  ASSERT_EQ(bench.exit_code, 0) << bench.error;
  EXPECT_THAT(bench.output, Tells("segment", "resnet50", "refine none", "refine fit,adapt,guide",
                                  "peak of a matrix product", "threads:"));
}

TEST(BenchCommand, PrintsJsonForPrograms) {
  if (!test::has_libtorch()) GTEST_SKIP() << "built without LibTorch, with which it compares";
  const TemporaryFolder folder;
  const auto bench = run_panet(
      folder.path(), "bench --only encoder --encoder resnet50 --size 33 --seconds 0 --json");
  ASSERT_EQ(bench.exit_code, 0) << bench.error;
  const auto report = nlohmann::json::parse(bench.output);
  EXPECT_EQ(report["input_size"], 33);
  const auto& lines = report["lines"];
  ASSERT_GE(lines.size(), 2u);
  for (const auto& line : lines) {
    EXPECT_EQ(line["group"], "encoder");
    EXPECT_GT(line["milliseconds"].get<double>(), 0);
    EXPECT_GT(line["gflops"].get<double>(), 0);
  }
  const auto line = [&lines](const char* how) {
    return *std::ranges::find(lines, how, [](const auto& each) { return each["how"]; });
  };
  const auto ours = line("onednn f32"), theirs = line("libtorch f32");
  EXPECT_EQ(ours["compared_with"], "libtorch f32");
  EXPECT_NEAR(ours["ratio"].get<double>(),
              ours["milliseconds"].get<double>() / theirs["milliseconds"].get<double>(), 1e-9);
  EXPECT_GT(report["peak_gflops"]["f32"].get<double>(), 0);
}

TEST(BenchCommand, AnUnknownGroupIsAUsageError) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_panet(folder.path(), "bench --only everything").exit_code, 2);
}

}  // namespace
}  // namespace panet
