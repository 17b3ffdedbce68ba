#include "base/sync.h"

#include "support.h"

namespace panet {
namespace {

// That nothing is lost then is shown by tests/faults (power_cut).
TEST(Sync, TakesFilesAndFolders) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "a", "text");
  EXPECT_NO_THROW(sync_file(folder / "a"));
  EXPECT_NO_THROW(sync_folder(folder.path()));
}

TEST(Sync, DevicesHaveNothingToSync) {
  EXPECT_NO_THROW(sync_file("/dev/null"));
}

TEST(Sync, NamesTheFileThatIsNotThere) {
  EXPECT_THAT(test::error_of([] { sync_file("/nowhere/a"); }),
              test::Tells("/nowhere/a: cannot sync: No such file"));
}

}  // namespace
}  // namespace panet
