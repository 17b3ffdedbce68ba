#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <vector>

namespace panet {

// All bytes of a regular file, read: another program may shorten the file meanwhile, which a mapped
// one (mapped_file.h) cannot survive. panet::Error, with the file's name, where that is so, as for
// RegularFile, and for more than `most` bytes.
std::vector<std::byte> file_bytes(const std::filesystem::path& path,
                                  std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace panet
