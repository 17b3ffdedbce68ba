#include "serve/project/file_system.h"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "panet/base/error.h"

namespace panet::serve {
namespace {

// Those that linux/magic.h does not name.
constexpr int64_t kCifs = 0xff534d42, kGpfs = 0x47504653, kLustre = 0x0bd00bd0,
                  kVirtualBox = 0x786f4256, kBeeGfs = 0x19830326;

constexpr std::array<int64_t, 14> kRemote = {
    NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,  SMB2_SUPER_MAGIC, FUSE_SUPER_MAGIC, AFS_SUPER_MAGIC,
    AFS_FS_MAGIC,    CODA_SUPER_MAGIC, CEPH_SUPER_MAGIC, V9FS_MAGIC,       kCifs,
    kGpfs,           kLustre,          kVirtualBox,      kBeeGfs};

}  // namespace

bool may_be_remote(int64_t kind) {
  return std::ranges::find(kRemote, kind & 0xffffffff) != kRemote.end();
}

int64_t file_system_of(const std::filesystem::path& path) {
  struct statfs told {};
  if (::statfs(path.c_str(), &told) != 0)
    throw Error(fmt::format("{}: {}", path.string(), std::generic_category().message(errno)));
  return told.f_type;
}

}  // namespace panet::serve
