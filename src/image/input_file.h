#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <new>
#include <vector>

#include "base/not_enough_memory.h"
#include "panet/base/error.h"

namespace panet {

// Opens a regular, non-empty file for reading. The messages of what is thrown here and below have
// no file name: in_file adds it.
std::ifstream open_input(const std::filesystem::path& path);

// All bytes of an opened file, from its beginning. At most 2^31 - 1, which is what decoders count
// with.
std::vector<uint8_t> all_bytes(std::ifstream& file);

// What `action` returns; errors thrown within get the file's name in front.
template <typename Action>
auto in_file(const std::filesystem::path& path, Action&& action) {
  try {
    return action();
  } catch (const NotEnoughMemory& error) {
    throw NotEnoughMemory(fmt::format("{}: {}", path.string(), error.what()));
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path.string(), error.what()));
  } catch (const std::bad_alloc&) {
    throw NotEnoughMemory(fmt::format("{}: not enough memory for this picture", path.string()));
  }
}

}  // namespace panet
