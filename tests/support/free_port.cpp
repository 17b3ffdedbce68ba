#include "free_port.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>

namespace panet::test {
namespace {

bool is_free(int port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool bound = ::bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return bound;
}

}  // namespace

int free_port() {
  // Below those that the system gives away by itself, which may be taken before we use them.
  std::random_device random;
  std::uniform_int_distribution<int> ports(10000, 31999);
  for (;;)
    if (const int port = ports(random); is_free(port)) return port;
}

}  // namespace panet::test
