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
//
// A symbolic link stays: what it leads to is replaced. Devices, FIFOs and /dev/stdout cannot be
// replaced: they are opened and written to. What a killed process left of the same file under a
// temporary name is removed; one that a living process is writing is locked, and stays.

// Writes `bytes` to `path`.
void write_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_atomically(const std::filesystem::path& path, std::string_view text);

// Lets `write` fill the file through chunks, for content that should not be held in memory twice:
//   write_atomically(path, [&](const ChunkSink& sink) { sink(header); sink(body); });
using ChunkSink = std::function<void(std::span<const std::byte>)>;
void write_atomically(const std::filesystem::path& path,
                      const std::function<void(const ChunkSink&)>& write);

// panet::Error where no file can be written in `folder`. Leaves nothing there.
void require_writable(const std::filesystem::path& folder);

}  // namespace panet
