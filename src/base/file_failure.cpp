#include "base/file_failure.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace panet {
namespace {

bool is_of_storage(int error) {
  return error == ENOSPC || error == EDQUOT || error == EROFS || error == EFBIG || error == EIO;
}

}  // namespace

void fail_at(const std::filesystem::path& file, std::string_view action) {
  const int error = errno;
  const auto what = fmt::format("{}: cannot {}: {}", file.string(), action, std::strerror(error));
  if (is_of_storage(error)) throw StorageFailure(what);
  throw Error(what);
}

}  // namespace panet
