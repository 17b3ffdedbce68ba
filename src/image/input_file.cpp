#include "image/input_file.h"

#include <cerrno>
#include <cstring>
#include <limits>

namespace panet {

namespace fs = std::filesystem;

std::ifstream open_input(const fs::path& path) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (status.type() == fs::file_type::not_found) throw Error("no such file");
  if (status.type() == fs::file_type::none) throw Error("cannot open: " + code.message());
  if (fs::is_directory(status)) throw Error("is a folder, not a picture file");
  if (!fs::is_regular_file(status)) throw Error("is not a regular file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw Error(fmt::format("cannot open: {}", errno ? std::strerror(errno) : "unknown reason"));
  if (file.peek() == std::ifstream::traits_type::eof()) throw Error("the file is empty");
  return file;
}

std::vector<uint8_t> all_bytes(std::ifstream& file) {
  file.clear();
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  if (size < 0) throw Error("cannot read");
  if (size > std::numeric_limits<int32_t>::max())
    throw Error(fmt::format("{} bytes are too many: the limit is 2 GiB", size));
  std::vector<uint8_t> bytes(static_cast<std::size_t>(size));
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), size))
    throw Error("cannot read the whole file");
  return bytes;
}

}  // namespace panet
