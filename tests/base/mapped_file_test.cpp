#include "base/mapped_file.h"

#include <sys/stat.h>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::TemporaryFolder;

TEST(MappedFile, HoldsTheBytesAndKeepsWritesToItself) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", "abc");
  const MappedFile file(folder / "a");
  ASSERT_EQ(file.bytes().size(), 3u);
  EXPECT_EQ(static_cast<char>(file.bytes()[2]), 'c');
  file.bytes()[2] = std::byte{'x'};
  EXPECT_EQ(test::read_file(folder / "a"), "abc");
}

TEST(MappedFile, OutlivesTheNameOfItsFile) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", "abc");
  MappedFile file(folder / "a");
  const MappedFile moved = std::move(file);
  std::filesystem::remove(folder / "a");
  EXPECT_EQ(static_cast<char>(moved.bytes()[0]), 'a');
}

TEST(MappedFile, TellsWhatCannotBeMapped) {
  const TemporaryFolder folder;
  test::write_file(folder / "empty", "");
  EXPECT_THAT(error_of([&] { MappedFile file(folder / "empty"); }),
              Tells("empty", "the file is empty"));
  EXPECT_THAT(error_of([&] { MappedFile file(folder / "none"); }), Tells("none", "No such file"));
  EXPECT_THAT(error_of([&] { MappedFile file(folder.path()); }),
              Tells(folder.path().string(), "not a regular file"));
}

TEST(MappedFile, DoesNotWaitForAPipe) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(error_of([&] { MappedFile file(folder / "pipe"); }),
              Tells("pipe", "not a regular file"));
}

TEST(MappedFile, OfASmallFileOutlivesItsContent) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", std::string(100'000, 'a'));
  const MappedFile file(folder / "a");
  std::filesystem::resize_file(folder / "a", 1);
  EXPECT_EQ(static_cast<char>(file.bytes()[99'999]), 'a');
}

TEST(MappedFile, HoldsALargeFileAsWell) {
  const TemporaryFolder folder;
  std::string content(17 << 20, 'a');
  content.push_back('b');
  test::write_file(folder / "a", content);
  const MappedFile file(folder / "a");
  ASSERT_EQ(file.bytes().size(), (17u << 20) + 1);
  EXPECT_EQ(static_cast<char>(file.bytes().back()), 'b');
}

}  // namespace
}  // namespace panet
