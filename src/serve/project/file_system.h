#pragma once

#include <cstdint>
#include <filesystem>

namespace panet::serve {

// Whether a kind of file system, by the number that statfs tells, may be another machine's: what
// one process maps into memory others need not see there.
bool may_be_remote(int64_t kind);

// The kind of the one that a file or folder lies on; panet::Error where that cannot be told.
int64_t file_system_of(const std::filesystem::path& path);

}  // namespace panet::serve
