#include "base/file_bytes.h"

#include <sys/stat.h>

#include "base/regular_file.h"
#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::TemporaryFolder;

TEST(FileBytes, AreAllOfThem) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", "abc");
  const auto bytes = file_bytes(folder / "a");
  ASSERT_EQ(bytes.size(), 3u);
  EXPECT_EQ(static_cast<char>(bytes[2]), 'c');
}

TEST(FileBytes, MayBeTheFirstAlone) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", "abc");
  EXPECT_EQ(file_start(folder / "a", 2).size(), 2u);
  EXPECT_EQ(file_start(folder / "a", 20).size(), 3u);
}

// What is read of it stays, whatever becomes of the file.
TEST(FileBytes, OutliveTheFile) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", std::string(17 << 20, 'a'));
  const auto bytes = file_bytes(folder / "a");
  std::filesystem::resize_file(folder / "a", 1);
  EXPECT_EQ(static_cast<char>(bytes.back()), 'a');
}

TEST(FileBytes, TellWhatCannotBeRead) {
  const TemporaryFolder folder;
  test::write_file(folder / "empty", "");
  test::write_file(folder / "long", "12345");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const auto complaint = [&](const char* name) {
    return error_of([&] { file_bytes(folder / name, 4); });
  };
  EXPECT_THAT(complaint("none"), Tells((folder / "none").string(), "No such file"));
  EXPECT_THAT(complaint("empty"), Tells("empty", "the file is empty"));
  EXPECT_THAT(complaint("long"), Tells("long", "5 bytes", "at most 4"));
  EXPECT_THAT(complaint("pipe"), Tells("pipe", "not a regular file"));
  EXPECT_THAT(complaint("."), Tells("not a regular file"));
}

TEST(RegularFile, ThatBecameShorterIsAnError) {
  const TemporaryFolder folder;
  test::write_file(folder / "a", "12345");
  const RegularFile file(folder / "a");
  std::filesystem::resize_file(folder / "a", 2);
  std::vector<std::byte> bytes(file.size());
  EXPECT_THAT(error_of([&] { file.read(bytes); }), Tells("/a: became shorter"));
}

}  // namespace
}  // namespace panet
