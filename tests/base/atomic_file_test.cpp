#include "base/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

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

TEST(AtomicFile, ALinkStaysAndWhatItLeadsToIsReplaced) {
  const TemporaryFolder folder;
  write_file(folder / "there/b.txt", "old");
  fs::create_symlink("there", folder / "way");
  fs::create_symlink("way/b.txt", folder / "a.txt");
  write_atomically(folder / "a.txt", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "a.txt"));
  EXPECT_EQ(read_file(folder / "there/b.txt"), "new");
  EXPECT_THAT(names_in(folder / "there"), testing::ElementsAre("b.txt"));
}

TEST(AtomicFile, ALinkToNothingYetMakesTheFile) {
  const TemporaryFolder folder;
  fs::create_symlink("b.txt", folder / "a.txt");
  write_atomically(folder / "a.txt", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "a.txt"));
  EXPECT_EQ(read_file(folder / "b.txt"), "new");
}

TEST(AtomicFile, LinksInACircleAreAnError) {
  const TemporaryFolder folder;
  fs::create_symlink("b.txt", folder / "a.txt");
  fs::create_symlink("a.txt", folder / "b.txt");
  EXPECT_THAT(error_of([&] { write_atomically(folder / "a.txt", "x"); }), Tells("a.txt", "circle"));
  EXPECT_TRUE(fs::is_symlink(folder / "a.txt"));
}

TEST(AtomicFile, AFifoIsWrittenToAndStays) {
  const TemporaryFolder folder;
  const auto fifo = folder / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::string heard;
  std::jthread reader([&] { heard = read_file(fifo); });
  write_atomically(fifo, "through");
  reader.join();
  EXPECT_EQ(heard, "through");
  EXPECT_TRUE(fs::is_fifo(fifo));
}

TEST(AtomicFile, ADeviceStaysADevice) {
  const TemporaryFolder folder;
  fs::create_symlink("/dev/null", folder / "null");
  write_atomically(folder / "null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_TRUE(fs::is_symlink(folder / "null"));
  EXPECT_THAT(error_of([&] { write_atomically("/dev/full", "x"); }),
              Tells("/dev/full", "No space left"));
}

TEST(AtomicFile, AnOpenFileOfThisProcessIsWrittenOnNotReplaced) {
  const TemporaryFolder folder;
  const int descriptor = ::open((folder / "log").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::write(descriptor, "before ", 7), 7);
  write_atomically("/dev/fd/" + std::to_string(descriptor), "within");
  ASSERT_EQ(::write(descriptor, " after", 6), 6);
  ::close(descriptor);
  EXPECT_EQ(read_file(folder / "log"), "before within after");
}

TEST(AtomicFile, TheLongestNamesCanBeWritten) {
  const TemporaryFolder folder;
  std::string name;
  while (name.size() < 254) name += "ä";
  write_atomically(folder / (name + "x"), "whole");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre(name + "x"));
}

TEST(AtomicFile, WhatKilledWritersLeftOfTheSameFileIsRemoved) {
  const TemporaryFolder folder;
  for (const std::string leftover : {".a.txt.tmp-1-0", ".a.txt.tmp-0123456789abcdef"})
    write_file(folder / leftover, "half");
  for (const std::string other : {".a.txt.tmp-mine", ".a.txt.tmp-", ".b.txt.tmp-1-0"})
    write_file(folder / other, "somebody's");
  write_atomically(folder / "a.txt", "whole");
  EXPECT_THAT(
      names_in(folder.path()),
      testing::UnorderedElementsAre("a.txt", ".a.txt.tmp-mine", ".a.txt.tmp-", ".b.txt.tmp-1-0"));
}

TEST(AtomicFile, WhatALivingWriterHasLockedStays) {
  const TemporaryFolder folder;
  const auto file = folder / ".a.txt.tmp-0123456789abcdef";
  write_file(file, "half");
  const int writer = ::open(file.c_str(), O_WRONLY);
  ASSERT_EQ(::flock(writer, LOCK_EX), 0);
  write_atomically(folder / "a.txt", "whole");
  EXPECT_TRUE(fs::exists(file));
  ::close(writer);
}

TEST(AtomicFile, AWriterLocksItsTemporaryFileUntilItIsInPlace) {
  const TemporaryFolder folder;
  write_atomically(folder / "a.txt", [&](const ChunkSink& sink) {
    sink(std::as_bytes(std::span("content", 7)));
    const auto names = names_in(folder.path());
    ASSERT_EQ(names.size(), 1u);
    EXPECT_TRUE(names[0].starts_with(".a.txt.tmp-"));
    const int other = ::open((folder / names[0]).c_str(), O_RDWR);
    EXPECT_NE(::flock(other, LOCK_EX | LOCK_NB), 0);
    ::close(other);
  });
  EXPECT_EQ(read_file(folder / "a.txt"), "content");
}

TEST(RequireWritable, LeavesNothingAndTouchesNothing) {
  const TemporaryFolder folder;
  write_file(folder / "writable", "a user's");
  require_writable(folder.path());
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("writable"));
  EXPECT_THAT(error_of([&] { require_writable(folder / "nowhere"); }),
              Tells("nowhere", "No such file or directory"));
}

}  // namespace
}  // namespace panet
