#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace panet {

enum class FileKind { kSafetensors, kPytorchZip, kPytorchLegacy, kOther };

// What a file is by its first bytes, of which so many tell (its name may lie).
constexpr std::size_t kKindBytes = 16;
FileKind file_kind(std::span<const std::byte> bytes);

// For a file of kind kOther: what it seems to be, and what to do about it, to stand behind "...,
// found ".
std::string description_of_other(std::span<const std::byte> bytes);

}  // namespace panet
