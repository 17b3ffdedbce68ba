#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace panet {

// The records of a zip archive in memory, by name, as they lie there: PyTorch stores them without
// compression, and those that are compressed (the source code in a TorchScript archive) are left
// out. Zip64 included. panet::Error, naming `path`, where the archive is cut off, damaged or
// encrypted.
std::map<std::string, std::span<std::byte>> zip_records(std::span<std::byte> archive,
                                                        const std::filesystem::path& path);

}  // namespace panet
