#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <vector>

namespace panet {

using FileBytes = std::vector<std::byte>;

// All bytes of a regular file, read: what becomes of it then, or of the network that it lies
// behind, is no matter. (Of a mapped one that is cut short, or cannot be reached any more, the
// system ends the process.) panet::Error, with the file's name, where it becomes shorter
// meanwhile, as for RegularFile, and for more than `most` bytes.
FileBytes file_bytes(const std::filesystem::path& path,
                     std::size_t most = std::numeric_limits<std::size_t>::max());

// As many of its first bytes as it has.
FileBytes file_start(const std::filesystem::path& path, std::size_t most);

}  // namespace panet
