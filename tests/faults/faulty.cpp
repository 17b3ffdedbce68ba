// A machine that fails as it is told to, preloaded into a program (LD_PRELOAD). Of files below
// FAULTY_ROOT:
//   FAULTY_LOG=FILE          all that is done to them is written down, for power cuts
//                            (power_cut.py tells the format)
//   FAULTY_SPACE=BYTES       the disk is full after so many were written
//   FAULTY_QUOTA=1           ... or the user's part of it is
//   FAULTY_READ_ONLY=1       nothing can be made or changed
//   FAULTY_READS=N           after so many reads the network folder is gone: EIO
//   FAULTY_READ_DELAY=US     it is slow: microseconds for each read
// and FAULTY_CLOCK=1 lets the clock of the wall go backwards.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <string>

namespace {

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

#define REAL(name)                                               \
  (*[] {                                                         \
    static auto* const function = real<decltype(::name)>(#name); \
    return function;                                             \
  }())

std::string setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

long number(const char* name, long otherwise) {
  const auto value = setting(name);
  return value.empty() ? otherwise : std::atol(value.c_str());
}

struct Settings {
  std::string root = setting("FAULTY_ROOT"), log = setting("FAULTY_LOG");
  long space = number("FAULTY_SPACE", -1), reads = number("FAULTY_READS", -1),
       read_delay = number("FAULTY_READ_DELAY", 0);
  bool is_read_only = !setting("FAULTY_READ_ONLY").empty(),
       has_quota = !setting("FAULTY_QUOTA").empty(),
       is_clock_backwards = !setting("FAULTY_CLOCK").empty();
};

// Never destroyed: files are written while a program ends, too.
const Settings& settings() {
  static const auto* const all = new Settings;
  return *all;
}

std::string absolute(const char* path) {
  std::string whole = path;
  if (!whole.starts_with('/')) {
    char here[PATH_MAX];
    if (::getcwd(here, sizeof here) != nullptr) whole = std::string(here) + "/" + whole;
  }
  return whole;
}

bool is_ours(const std::string& path) {
  return !settings().root.empty() && path.starts_with(settings().root + "/");
}

std::string path_of(int file) {
  char path[PATH_MAX];
  const auto length =
      ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path);
  return length < 0 ? "" : std::string(path, static_cast<std::size_t>(length));
}

unsigned long inode_of(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 ? status.st_ino : 0;
}

// One line of words, and bytes behind it.
void write_down(const std::string& line, const void* bytes = nullptr, std::size_t count = 0) {
  if (settings().log.empty()) return;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  static const int log =
      REAL(open)(settings().log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  std::string record = line + "\n";
  record.append(static_cast<const char*>(bytes), count);
  if (REAL(write)(log, record.data(), record.size()) != static_cast<ssize_t>(record.size()))
    std::abort();
}

void write_down_bytes(int file, long offset, const void* bytes, std::size_t count) {
  write_down("write " + std::to_string(inode_of(file)) + " " + std::to_string(offset) + " " +
                 std::to_string(count),
             bytes, count);
}

int refused(int error) {
  errno = error;
  return -1;
}

bool has_room(std::size_t count) {
  static std::atomic<long> used = 0;
  return settings().space < 0 || (used += static_cast<long>(count)) <= settings().space;
}

bool changes(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

template <typename Open>
int opened(const char* given, int flags, Open open) {
  const auto path = absolute(given);
  if (!is_ours(path)) return open();
  if (settings().is_read_only && changes(flags)) return refused(EROFS);
  const bool was_there = ::access(path.c_str(), F_OK) == 0;
  const int file = open();
  if (file >= 0 && !was_there) write_down("make " + std::to_string(inode_of(file)) + " " + path);
  if (file >= 0 && was_there && (flags & O_TRUNC) != 0)
    write_down("cut " + std::to_string(inode_of(file)) + " 0");
  return file;
}

template <typename Write>
ssize_t written(int file, const void* bytes, std::size_t count, long offset, Write write) {
  if (!is_ours(path_of(file))) return write();
  if (!has_room(count)) return refused(settings().has_quota ? EDQUOT : ENOSPC);
  if (offset < 0) {
    struct stat status {};
    const bool appends = (::fcntl(file, F_GETFL) & O_APPEND) != 0;
    offset = appends && ::fstat(file, &status) == 0 ? status.st_size : ::lseek(file, 0, SEEK_CUR);
  }
  const auto done = write();
  if (done > 0) write_down_bytes(file, offset, bytes, static_cast<std::size_t>(done));
  return done;
}

template <typename Read>
ssize_t read_from(int file, Read read) {
  if (!is_ours(path_of(file))) return read();
  static std::atomic<long> reads = 0;
  if (settings().reads >= 0 && ++reads > settings().reads) return refused(EIO);
  if (settings().read_delay > 0) ::usleep(static_cast<useconds_t>(settings().read_delay));
  return read();
}

template <typename Change>
int changed(const std::string& line, const std::string& path, Change change) {
  if (!is_ours(path)) return change();
  if (settings().is_read_only) return refused(EROFS);
  const int result = change();
  if (result == 0) write_down(line);
  return result;
}

template <typename Sync>
int synced(int file, Sync sync) {
  const int result = sync();
  if (result == 0 && is_ours(path_of(file) + "/"))
    write_down("sync " + std::to_string(inode_of(file)) + " " + path_of(file));
  return result;
}

mode_t mode_in(int flags, va_list rest) {
  return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

// The wall's clock, as it was when the program began, less what has passed.
timespec backwards() {
  static const timespec begin = [] {
    timespec now{};
    REAL(clock_gettime)(CLOCK_REALTIME, &now);
    return now;
  }();
  timespec now{};
  REAL(clock_gettime)(CLOCK_REALTIME, &now);
  const long long passed =
      (now.tv_sec - begin.tv_sec) * 1'000'000'000LL + (now.tv_nsec - begin.tv_nsec);
  const long long then = begin.tv_sec * 1'000'000'000LL + begin.tv_nsec - passed;
  return {.tv_sec = static_cast<time_t>(then / 1'000'000'000),
          .tv_nsec = static_cast<long>(then % 1'000'000'000)};
}

}  // namespace

extern "C" {

#define OPEN(name)                                                             \
  int name(const char* path, int flags, ...) {                                 \
    va_list rest;                                                              \
    va_start(rest, flags);                                                     \
    const mode_t mode = mode_in(flags, rest);                                  \
    va_end(rest);                                                              \
    return opened(path, flags, [&] { return REAL(name)(path, flags, mode); }); \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void* bytes, size_t count) {
  return written(file, bytes, count, -1, [&] { return REAL(write)(file, bytes, count); });
}
ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  return written(file, bytes, count, offset,
                 [&] { return REAL(pwrite)(file, bytes, count, offset); });
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
  return written(file, bytes, count, offset,
                 [&] { return REAL(pwrite64)(file, bytes, count, offset); });
}
ssize_t writev(int file, const iovec* parts, int count) {
  if (!is_ours(path_of(file))) return REAL(writev)(file, parts, count);
  ssize_t all = 0;
  for (int i = 0; i < count; ++i) {
    const auto done = ::write(file, parts[i].iov_base, parts[i].iov_len);
    if (done < 0) return all > 0 ? all : done;
    all += done;
  }
  return all;
}
ssize_t read(int file, void* bytes, size_t count) {
  return read_from(file, [&] { return REAL(read)(file, bytes, count); });
}
ssize_t pread(int file, void* bytes, size_t count, off_t offset) {
  return read_from(file, [&] { return REAL(pread)(file, bytes, count, offset); });
}
ssize_t pread64(int file, void* bytes, size_t count, off64_t offset) {
  return read_from(file, [&] { return REAL(pread64)(file, bytes, count, offset); });
}
int fsync(int file) {
  return synced(file, [&] { return REAL(fsync)(file); });
}
int fdatasync(int file) {
  return synced(file, [&] { return REAL(fdatasync)(file); });
}
int ftruncate(int file, off_t size) {
  return changed("cut " + std::to_string(inode_of(file)) + " " + std::to_string(size),
                 path_of(file), [&] { return REAL(ftruncate)(file, size); });
}
int ftruncate64(int file, off64_t size) {
  return changed("cut " + std::to_string(inode_of(file)) + " " + std::to_string(size),
                 path_of(file), [&] { return REAL(ftruncate64)(file, size); });
}
int rename(const char* from, const char* to) {
  return changed("rename " + absolute(from) + "\t" + absolute(to), absolute(to),
                 [&] { return REAL(rename)(from, to); });
}
int unlink(const char* path) {
  return changed("remove " + absolute(path), absolute(path), [&] { return REAL(unlink)(path); });
}
int remove(const char* path) {
  return changed("remove " + absolute(path), absolute(path), [&] { return REAL(remove)(path); });
}
int mkdir(const char* path, mode_t mode) {
  return changed("folder " + absolute(path), absolute(path),
                 [&] { return REAL(mkdir)(path, mode); });
}
int clock_gettime(clockid_t clock, timespec* time) {
  if (!settings().is_clock_backwards || clock != CLOCK_REALTIME)
    return REAL(clock_gettime)(clock, time);
  *time = backwards();
  return 0;
}
int gettimeofday(timeval* time, void* zone) {
  if (!settings().is_clock_backwards)
    return REAL(gettimeofday)(time, static_cast<struct timezone*>(zone));
  const auto now = backwards();
  *time = {.tv_sec = now.tv_sec, .tv_usec = static_cast<suseconds_t>(now.tv_nsec / 1000)};
  return 0;
}
time_t time(time_t* place) {
  if (!settings().is_clock_backwards) return REAL(time)(place);
  const auto now = backwards().tv_sec;
  if (place != nullptr) *place = now;
  return now;
}

}  // extern "C"
