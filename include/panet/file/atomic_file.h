#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

namespace panet {

// Files that are there whole or not at all: the content goes to a hidden temporary name in the same
// folder, is synced, renamed onto `path`, and the folder is synced. On any failure the temporary
// file is removed, an existing `path` is left as it was, and panet::Error names the file and the
// system's reason (no space, no permission, ...).

// Writes `bytes` to `path`.
void write_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_atomically(const std::filesystem::path& path, std::string_view text);

// Lets `write` fill the file through chunks, for content that should not be held in memory twice:
//   write_atomically(path, [&](const ChunkSink& sink) { sink(header); sink(body); });
using ChunkSink = std::function<void(std::span<const std::byte>)>;
void write_atomically(const std::filesystem::path& path,
                      const std::function<void(const ChunkSink&)>& write);

}  // namespace panet
