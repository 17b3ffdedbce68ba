#include "panet/file/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "panet/file/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* action) {
  throw Error(fmt::format("{}: cannot {}: {}", path.string(), action, std::strerror(errno)));
}

// An open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return descriptor_; }
  bool close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

// A temporary file that goes with the scope unless it was renamed to what it is for.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : target_(target),
        path_(temporary_name(target)),
        descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
    if (descriptor_.get() < 0) fail(target_, "write");
  }
  ~TemporaryFile() {
    if (!renamed_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void append(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(target_, "write");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  void commit() {
    if (::fsync(descriptor_.get()) != 0) fail(target_, "sync");
    if (!descriptor_.close()) fail(target_, "close");
    if (::rename(path_.c_str(), target_.c_str()) != 0)
      fail(target_, "put the finished file in place");
    renamed_ = true;
    sync_folder();
  }

 private:
  static fs::path temporary_name(const fs::path& target) {
    static std::atomic<unsigned> counter = 0;
    return target.parent_path() /
           fmt::format(".{}.tmp-{}-{}", target.filename().string(), ::getpid(), counter++);
  }

  void sync_folder() const {
    const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync a folder; the file itself is safe by then.
    if (descriptor.get() >= 0 && ::fsync(descriptor.get()) != 0 && errno == EIO)
      fail(folder, "sync");
  }

  fs::path target_;
  fs::path path_;
  Descriptor descriptor_;
  bool renamed_ = false;
};

}  // namespace

void write_atomically(const fs::path& path, const std::function<void(const ChunkSink&)>& write) {
  TemporaryFile file(path);
  write([&file](std::span<const std::byte> chunk) { file.append(chunk); });
  file.commit();
}

void write_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  write_atomically(path, [bytes](const ChunkSink& sink) { sink(bytes); });
}

void write_atomically(const fs::path& path, std::string_view text) {
  write_atomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace panet
