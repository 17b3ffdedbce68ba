#include "serve/project/home.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/descriptor.h"
#include "base/file_bytes.h"
#include "base/fingerprint.h"
#include "base/is_there.h"
#include "base/lies_below.h"
#include "base/plain_text.h"
#include "base/sync.h"
#include "base/temporary_file.h"
#include "panet/base/error.h"
#include "serve/project/project.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestAddress = 4096;
constexpr std::size_t kDigitsOfName = 12;

[[noreturn]] void fail(const fs::path& path, int error) {
  throw Error(fmt::format("{}: {}", path.string(), std::generic_category().message(error)));
}

fs::path resolved(const fs::path& path) {
  std::error_code failure;
  fs::path whole = fs::weakly_canonical(fs::absolute(path), failure);
  if (failure) fail(path, failure.value());
  return whole.has_filename() ? whole : whole.parent_path();
}

fs::path folder_of_photos(const fs::path& photos) {
  if (!is_folder(photos)) throw Error(fmt::format("{}: is no folder", photos.string()));
  return resolved(photos);
}

// Only their owner looks into folders that are made.
void make_folder(const fs::path& folder) {
  if (is_folder(folder)) return;
  std::error_code failure;
  fs::create_directories(folder.parent_path(), failure);
  if (!failure && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    failure = std::error_code(errno, std::generic_category());
  if (failure)
    throw Error(fmt::format(
        "{}: the folder of the project cannot be made: {}; --project FOLDER chooses another one",
        folder.string(), failure.message()));
  if (!is_folder(folder)) fail(folder, ENOTDIR);
  sync_folder(folder.parent_path());
}

fs::path made_folder(const fs::path& folder, const fs::path& photos) {
  fs::path whole = resolved(folder);
  if (lies_below(whole, photos))
    throw Error(fmt::format("{}: lies in the folder of photographs, {}, which is never written to",
                            whole.string(), photos.string()));
  make_folder(whole);
  make_folder(whole / "uploads");
  if (fs::is_symlink(whole / "uploads"))
    throw Error(fmt::format("{}: is a link; uploads lie in the project itself",
                            (whole / "uploads").string()));
  return whole;
}

fs::path address_file(const fs::path& folder) {
  return folder / "address";
}

std::string told_address(const fs::path& folder) {
  try {
    const auto bytes = file_bytes(address_file(folder), kLongestAddress);
    return plain_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const Error&) {
    return {};  // it has not told it yet
  }
}

void write_address(const fs::path& folder, const std::string& address) {
  const fs::path file = address_file(folder);
  // In place: the lock belongs to the file, not to its name.
  Descriptor descriptor(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!descriptor.is_open()) fail(file, errno);
  write_all(descriptor.get(), std::as_bytes(std::span(address)), file);
}

// An address may hold a token: nobody else has the file, and nobody else reads it.
void make_address_file(const fs::path& file) {
  const Descriptor made(
      ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  struct stat status {};
  if (!made.is_open() || ::fstat(made.get(), &status) != 0) fail(file, errno);
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || status.st_nlink != 1)
    throw Error(fmt::format(
        "{}: is no file of this account's alone, and the address of the server, which may hold its "
        "token, goes into it; remove it, or let the project lie elsewhere (--project)",
        file.string()));
  if (::fchmod(made.get(), 0600) != 0) fail(file, errno);
}

FileLock locked(const fs::path& folder) {
  make_address_file(address_file(folder));
  FileLock lock(address_file(folder), std::chrono::milliseconds(0));
  if (lock.state() == FileLock::State::kHeldByAnother) {
    const std::string address = told_address(folder);
    throw Error(fmt::format("{}: another server has this project{}", folder.string(),
                            address.empty() ? "" : ": " + address));
  }
  if (lock.state() == FileLock::State::kUnknown)
    throw Error(
        fmt::format("{}: cannot be locked; a project lies in a folder that can be written, "
                    "on a disk that knows locks",
                    address_file(folder).string()));
  return lock;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

fs::path data_home() {
  const std::string told = variable("XDG_DATA_HOME");
  if (!told.empty() && fs::path(told).is_absolute()) return told;
  const std::string home = variable("HOME");
  if (home.empty())
    throw Error(
        "neither HOME nor XDG_DATA_HOME is set; say --project FOLDER, where the project is to lie");
  return fs::path(home) / ".local" / "share";
}

// Folders of one name lie in different places.
fs::path home_in_data(const fs::path& photos) {
  const std::string digits = Fingerprint().add(photos.string()).hexadecimal();
  return data_home() / "panet" /
         (photos.filename().string() + "-" + digits.substr(0, kDigitsOfName));
}

}  // namespace

fs::path default_home(const fs::path& photos) {
  const fs::path folder = folder_of_photos(photos);
  if (!folder.has_filename()) return home_in_data(folder);
  fs::path beside = folder;
  beside += ".panet";
  if (is_folder(beside)) return beside;
  const bool can_be_made = ::access(folder.parent_path().c_str(), W_OK | X_OK) == 0;
  if (!can_be_made) return home_in_data(folder);
  const bool is_in_data = (!variable("HOME").empty() || !variable("XDG_DATA_HOME").empty()) &&
                          is_folder(home_in_data(folder));
  return is_in_data ? home_in_data(folder) : beside;
}

Home::Home(const fs::path& folder, const fs::path& photos)
    : photos_(folder_of_photos(photos)),
      folder_(made_folder(folder, photos_)),
      lock_(locked(folder_)) {
  write_address(folder_, "");
}

void Home::tell_address(const std::string& address) const {
  write_address(folder_, address);
}

}  // namespace panet::serve
