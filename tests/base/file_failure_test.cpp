#include "base/file_failure.h"

#include <cerrno>

#include "base/atomic_file.h"
#include "support.h"

namespace panet {
namespace {

void fail_with(int error) {
  errno = error;
  fail_at("masks/a.png", "write");
}

TEST(FileFailure, SaysWhichFileAndWhatTheSystemSays) {
  EXPECT_THAT(test::error_of([] { fail_with(ENOSPC); }),
              test::Tells("masks/a.png: cannot write: No space left on device"));
  EXPECT_THAT(test::error_of([] { fail_with(EACCES); }),
              test::Tells("masks/a.png: cannot write: Permission denied"));
}

TEST(FileFailure, IsOfTheStorageWhereNothingIsWrongWithWhatWasAsked) {
  for (const int error : {ENOSPC, EDQUOT, EROFS, EFBIG, EIO})
    EXPECT_THROW(fail_with(error), StorageFailure);
  for (const int error : {EACCES, ENOENT, EISDIR}) {
    try {
      fail_with(error);
    } catch (const StorageFailure&) {
      ADD_FAILURE() << error << " is no failure of the storage";
    } catch (const Error&) {
    }
  }
}

TEST(FileFailure, ComesOfADiskThatIsFull) {
  EXPECT_THROW(write_atomically("/dev/full", "text"), StorageFailure);
}

}  // namespace
}  // namespace panet
