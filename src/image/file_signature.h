#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "image/byte_view.h"

namespace panet {

enum class FileFamily {
  kPicture,       // of a format that decode_picture reads
  kOtherPicture,  // of one that it does not read
  kVideo,
  kOther,
};

// What a file is, told by its first bytes, whatever its name says.
struct KindOfFile {
  FileFamily family = FileFamily::kOther;
  std::string_view name;         // "HEIC"; empty where the kind is not known
  std::string_view description;  // "a HEIC picture (iPhone)"
  std::string_view advice;       // "convert it to JPEG first"; empty where there is none
};

// As many first bytes as every kind is told by; 16 are enough for most.
inline constexpr std::size_t kSignatureBytes = 4096;

KindOfFile kind_of_file(ByteView head);

// By its content too, but that cameras write raw pictures as TIFF, which the ending tells apart.
KindOfFile kind_of_file(ByteView head, const std::filesystem::path& name);

// "a HEIC picture (iPhone): convert it to JPEG first", to stand behind a file's name.
std::string in_words(const KindOfFile& kind);

// Up to kSignatureBytes; nothing of what cannot be read or is no regular file.
std::vector<uint8_t> first_bytes(const std::filesystem::path& file);

}  // namespace panet
