#include "input_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <system_error>

namespace panet::fuzz {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int file_in_memory() {
  const int descriptor = ::memfd_create("fuzzed", MFD_CLOEXEC);
  if (descriptor < 0) fail("memfd_create");
  return descriptor;
}

}  // namespace

const std::filesystem::path& input_file(Bytes bytes) {
  static const int descriptor = file_in_memory();
  static const std::filesystem::path path = "/proc/self/fd/" + std::to_string(descriptor);
  if (::ftruncate(descriptor, 0) != 0) fail("ftruncate");
  if (::pwrite(descriptor, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    fail("pwrite");
  return path;
}

}  // namespace panet::fuzz
