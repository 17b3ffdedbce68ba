#pragma once

#include <filesystem>
#include <optional>

namespace panet {

// Where writing to a path leads. Symbolic links are followed: it is the file at their end that is
// made or replaced, and the links stay.
struct WriteTarget {
  std::filesystem::path path;
  // A device, a FIFO, an open file of this process (/dev/stdout): there is nothing to replace, it
  // is opened and written to.
  bool is_stream = false;
  std::optional<int> descriptor;  // of this process, where the path is a name for one
};

// panet::Error for links that lead in a circle.
WriteTarget write_target(const std::filesystem::path& path);

}  // namespace panet
