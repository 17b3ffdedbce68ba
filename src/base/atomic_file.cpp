#include "base/atomic_file.h"

#include <fcntl.h>

#include "base/descriptor.h"
#include "base/file_failure.h"
#include "base/temporary_file.h"
#include "base/write_target.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// A file that is open already has a place in it where others write on: it is not opened again.
Descriptor opened_stream(const WriteTarget& target) {
  Descriptor stream(target.descriptor
                        ? ::fcntl(*target.descriptor, F_DUPFD_CLOEXEC, 0)
                        : ::open(target.path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  if (!stream.is_open()) fail_at(target.path, "write");
  return stream;
}

}  // namespace

void write_atomically(const fs::path& path, const std::function<void(const ChunkSink&)>& write) {
  const auto target = write_target(path);
  if (target.is_stream) {
    const auto stream = opened_stream(target);
    write([&](std::span<const std::byte> chunk) { write_all(stream.get(), chunk, path); });
    return;
  }
  TemporaryFile file(target.path, path);
  write([&file](std::span<const std::byte> chunk) { file.append(chunk); });
  file.commit();
}

void write_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  write_atomically(path, [bytes](const ChunkSink& sink) { sink(bytes); });
}

void write_atomically(const fs::path& path, std::string_view text) {
  write_atomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

void require_writable(const fs::path& folder) {
  constexpr std::string_view kText = "can files be written here?";
  const fs::path probe = folder / "panet-probe";
  TemporaryFile file(probe, folder);
  file.append(std::as_bytes(std::span(kText.data(), kText.size())));
  file.sync();
}

}  // namespace panet
