#include "base/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/file_failure.h"
#include "base/folder_of.h"
#include "base/sync.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInfix = ".tmp-";

// --- Names ---------------------------------------------------------------------------------------

std::string random_digits() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

// The beginning of a name, cut where a whole temporary name would be longer than file systems take.
std::string_view shortened(std::string_view name) {
  constexpr std::size_t kLongestName = 255, kDigits = 16;
  const std::size_t most = kLongestName - 1 - kInfix.size() - kDigits;
  if (name.size() <= most) return name;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // within UTF-8
  return name.substr(0, end);
}

bool are_all_in(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

// Random digits, or, in version 0.1, a process's number and a counter.
bool is_ending(std::string_view text) {
  constexpr std::string_view kDecimal = "0123456789";
  if (are_all_in(text, "0123456789abcdef")) return text.size() == 16;
  const auto dash = text.find('-');
  return dash != std::string_view::npos && are_all_in(text.substr(0, dash), kDecimal) &&
         are_all_in(text.substr(dash + 1), kDecimal);
}

// What a temporary name stands for (shortened); nothing where it is none.
std::optional<std::string_view> target_of(std::string_view name) {
  const auto infix = name.rfind(kInfix);
  if (!name.starts_with('.') || infix == std::string_view::npos || infix < 2) return std::nullopt;
  if (!is_ending(name.substr(infix + kInfix.size()))) return std::nullopt;
  return name.substr(1, infix - 1);
}

// --- Locks ---------------------------------------------------------------------------------------

// False where another has the lock. Where a file system knows no locks, nobody has any.
bool is_lockable(int descriptor) {
  return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

bool has_name(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

void remove_abandoned(const fs::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (descriptor.is_open() && ::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0)
    ::unlink(file.c_str());
}

std::vector<std::string> temporary_names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;  // then writing will tell
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    if (target_of(name)) names.push_back(name);
  }
  return names;
}

}  // namespace

void write_all(int descriptor, std::span<const std::byte> bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // a pipe that somebody made so that it does not wait
      pollfd ready = {.fd = descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      fail_at(path, "write");
    }
  }
}

TemporaryFile::TemporaryFile(fs::path target, fs::path named)
    : target_(std::move(target)), named_(std::move(named)) {
  remove_leftovers_of(target_);
  open_new();
}

TemporaryFile::~TemporaryFile() {
  if (!is_renamed_) ::unlink(path_.c_str());
}

// Between being made and being locked the file may be taken for a leftover: then another is made.
void TemporaryFile::open_new() {
  const auto name = target_.filename().string();
  do {
    path_ =
        target_.parent_path() / fmt::format(".{}{}{}", shortened(name), kInfix, random_digits());
    descriptor_ = Descriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!descriptor_.is_open() && errno != EEXIST) fail_at(named_, "write");
  } while (!descriptor_.is_open() || !is_lockable(descriptor_.get()) ||
           !has_name(descriptor_.get()));
}

void TemporaryFile::append(std::span<const std::byte> bytes) {
  write_all(descriptor_.get(), bytes, named_);
}

void TemporaryFile::sync() {
  if (::fsync(descriptor_.get()) != 0) fail_at(named_, "sync");
}

// The descriptor is closed last: it holds the lock.
void TemporaryFile::commit() {
  sync();
  if (::rename(path_.c_str(), target_.c_str()) != 0)
    fail_at(named_, "put the finished file in place");
  is_renamed_ = true;
  if (!descriptor_.close()) fail_at(named_, "close");
  sync_folder(folder_of(target_));
}

void remove_leftovers(const fs::path& folder,
                      const std::function<bool(std::string_view)>& is_target) {
  for (const auto& name : temporary_names_in(folder))
    if (is_target(*target_of(name))) remove_abandoned(folder / name);
}

void remove_leftovers_of(const fs::path& target) {
  static std::mutex mutex;
  static std::map<fs::path, std::vector<std::string>> found_in;
  const fs::path folder = folder_of(target);
  const std::string name = target.filename().string();
  const std::lock_guard lock(mutex);
  const auto [found, is_new] = found_in.try_emplace(folder);
  if (is_new) found->second = temporary_names_in(folder);
  std::erase_if(found->second, [&](const std::string& leftover) {
    const bool is_its = *target_of(leftover) == shortened(name);
    if (is_its) remove_abandoned(folder / leftover);
    return is_its;
  });
}

}  // namespace panet
