#pragma once

#include <string>
#include <string_view>

namespace panet::fuzz {

// Puts a signature back to where it belongs in a file that is long enough for it.
inline void put_signature(std::string& file, std::string_view signature, std::size_t at = 0) {
  if (file.size() >= at + signature.size()) file.replace(at, signature.size(), signature);
}

// A number of four bytes, the lowest first.
inline void put_little_endian(std::string& file, std::size_t at, std::size_t number) {
  for (std::size_t i = 0; i < 4 && at + i < file.size(); ++i)
    file[at + i] = static_cast<char>(number >> (8 * i));
}

}  // namespace panet::fuzz
