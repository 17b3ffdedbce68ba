#include "base/file_bytes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/regular_file.h"
#include "panet/base/error.h"

namespace panet {

FileBytes file_bytes(const std::filesystem::path& path, std::size_t most) {
  const RegularFile file(path);
  if (file.size() > most)
    throw Error(fmt::format("{}: {} bytes are too many for this kind of file: at most {} are read",
                            path.string(), file.size(), most));
  FileBytes bytes(file.size());
  file.read(bytes);
  return bytes;
}

FileBytes file_start(const std::filesystem::path& path, std::size_t most) {
  const RegularFile file(path);
  FileBytes bytes(std::min(file.size(), most));
  file.read(bytes);
  return bytes;
}

}  // namespace panet
