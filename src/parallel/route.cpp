#include "parallel/route.h"

#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>

#include "panet/base/error.h"

namespace panet {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAnswer(2000);  // that a machine has for one attempt
constexpr milliseconds kPause(100);    // between attempts

class Socket {
 public:
  explicit Socket(int family)
      : fd_(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolved(const std::string& host, int port, std::string& reason) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) reason = ::gai_strerror(error);
  return {error == 0 ? found : nullptr, &::freeaddrinfo};
}

// 0, or what went wrong.
int connect_within(const Socket& socket, const addrinfo& address, milliseconds limit) {
  if (::connect(socket.fd(), address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd writable = {.fd = socket.fd(), .events = POLLOUT, .revents = 0};
  if (::poll(&writable, 1, static_cast<int>(limit.count())) <= 0) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

using GetName = int (*)(int, sockaddr*, socklen_t*);

std::string numeric(const Socket& socket, GetName get_name) {
  sockaddr_storage storage = {};
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  socklen_t length = sizeof storage;
  char text[NI_MAXHOST] = {};
  if (get_name(socket.fd(), address, &length) != 0 ||
      ::getnameinfo(address, length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0)
    throw Error(fmt::format("cannot tell the address of a connection: {}", std::strerror(errno)));
  return text;
}

// Tries every address of the host once.
std::optional<Route> attempt(const std::string& host, int port, std::string& reason) {
  const auto addresses = resolved(host, port, reason);
  for (const auto* address = addresses.get(); address != nullptr; address = address->ai_next) {
    const Socket socket(address->ai_family);
    const int error = socket.fd() < 0 ? errno : connect_within(socket, *address, kAnswer);
    if (error == 0)
      return Route{.local = numeric(socket, ::getsockname),
                   .remote = numeric(socket, ::getpeername)};
    reason = std::strerror(error);
  }
  return std::nullopt;
}

}  // namespace

Route route_to(const std::string& host, int port, std::chrono::steady_clock::time_point deadline) {
  std::string reason = "no time was left";
  while (std::chrono::steady_clock::now() < deadline) {
    if (auto route = attempt(host, port, reason)) return *route;
    std::this_thread::sleep_for(kPause);
  }
  throw Error(fmt::format(
      "rank 0 does not answer at {}:{}: {}; is it started, is that its machine (MASTER_ADDR), and "
      "does no firewall close the port?",
      host, port, reason));
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

}  // namespace panet
