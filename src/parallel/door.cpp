#include "parallel/door.h"

#include <linux/filter.h>
#include <sys/socket.h>

#include <filesystem>
#include <string>

namespace panet {
namespace {

bool listens(int descriptor) {
  int answer = 0;
  socklen_t length = sizeof answer;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0 && answer != 0;
}

}  // namespace

std::set<int> listening_sockets() {
  std::set<int> sockets;
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", unreadable))
    if (const int descriptor = std::stoi(entry.path().filename()); listens(descriptor))
      sockets.insert(descriptor);
  return sockets;
}

void shut(int listening_socket) {
  sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);  // of a packet goes through
  const sock_fprog filter = {.len = 1, .filter = &nothing};
  ::setsockopt(listening_socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

}  // namespace panet
