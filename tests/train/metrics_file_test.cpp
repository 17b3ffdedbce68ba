#include "train/metrics_file.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

TEST(MetricsFile, GrowsByWholeLines) {
  const TemporaryFolder folder;
  MetricsFile file(folder / "m.jsonl", 0);
  file.append(R"({"step":1})");
  EXPECT_EQ(read_file(folder / "m.jsonl"), "{\"step\":1}\n");  // there at once
  file.append(R"({"step":2})");
  EXPECT_EQ(read_file(folder / "m.jsonl"), "{\"step\":1}\n{\"step\":2}\n");
}

TEST(MetricsFile, DropsWhatWillBeDoneAgain) {
  const TemporaryFolder folder;
  write_file(folder / "m.jsonl",
             "{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"mean_iou\":0.5}\n"
             "{\"step\":3}\n{\"step\":4}\n{\"ste");
  MetricsFile(folder / "m.jsonl", 2).append(R"({"step":3,"again":true})");
  EXPECT_EQ(read_file(folder / "m.jsonl"),
            "{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"mean_iou\":0.5}\n"
            "{\"step\":3,\"again\":true}\n");
}

TEST(MetricsFile, LeavesAWholeFileAlone) {
  const TemporaryFolder folder;
  const std::string content = "{\"step\":1}\n{\"step\":2}\n";
  write_file(folder / "m.jsonl", content);
  const MetricsFile file(folder / "m.jsonl", 2);
  EXPECT_EQ(read_file(folder / "m.jsonl"), content);
}

TEST(MetricsFile, TellsWhereItCannotBeWritten) {
  EXPECT_THAT(error_of([] { MetricsFile("/nowhere/m.jsonl", 0); }), Tells("/nowhere/m.jsonl"));
  MetricsFile full("/dev/full", 0);
  EXPECT_THAT(error_of([&] { full.append("{}"); }), Tells("/dev/full", "No space left"));
}

}  // namespace
}  // namespace panet
