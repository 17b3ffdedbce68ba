#include "panet/file/atomic_file.h"

#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

TEST(AtomicFile, WritesTheWholeContentAndLeavesNoTemporaryFile) {
  const TemporaryFolder folder;
  write_atomically(folder / "a.txt", "whole");
  EXPECT_EQ(read_file(folder / "a.txt"), "whole");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("a.txt"));
}

TEST(AtomicFile, ReplacesAnExistingFile) {
  const TemporaryFolder folder;
  write_file(folder / "a.txt", "old and longer");
  write_atomically(folder / "a.txt", "new");
  EXPECT_EQ(read_file(folder / "a.txt"), "new");
}

TEST(AtomicFile, TakesChunksInOrder) {
  const TemporaryFolder folder;
  write_atomically(folder / "a.txt", [](const ChunkSink& sink) {
    for (const std::string_view part : {"one ", "two ", "three"})
      sink(std::as_bytes(std::span(part)));
  });
  EXPECT_EQ(read_file(folder / "a.txt"), "one two three");
}

TEST(AtomicFile, AFailureHalfWayKeepsTheOldFileAndRemovesTheTemporaryOne) {
  const TemporaryFolder folder;
  write_file(folder / "a.txt", "old");
  const auto half_written = [&] {
    write_atomically(folder / "a.txt", [](const ChunkSink& sink) {
      sink(std::as_bytes(std::span("half")));
      throw std::runtime_error("power cut");
    });
  };
  EXPECT_THROW(half_written(), std::runtime_error);
  EXPECT_EQ(read_file(folder / "a.txt"), "old");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("a.txt"));
}

TEST(AtomicFile, AMissingFolderIsToldWithTheFile) {
  const TemporaryFolder folder;
  const auto path = folder / "nowhere/a.txt";
  EXPECT_THAT(error_of([&] { write_atomically(path, "x"); }),
              Tells(path.string(), "No such file or directory"));
}

TEST(AtomicFile, AFailureAtTheLastStepIsToldAndLeavesNothing) {
  const TemporaryFolder folder;
  fs::create_directory(folder /
                       "a.txt");  // a folder of that name cannot be replaced: the last step fails
  EXPECT_THAT(error_of([&] { write_atomically(folder / "a.txt", "x"); }),
              Tells("a.txt", "in place"));
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("a.txt"));
}

}  // namespace
}  // namespace panet
