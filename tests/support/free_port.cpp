#include "free_port.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace panet::test {

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const pointer = reinterpret_cast<sockaddr*>(&address);
  const bool is_free =
      ::bind(probe, pointer, length) == 0 && ::getsockname(probe, pointer, &length) == 0;
  ::close(probe);
  if (!is_free) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

}  // namespace panet::test
