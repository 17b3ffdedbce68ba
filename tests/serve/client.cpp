#include "client.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace panet::test {
namespace {

// Only a broken server makes a test wait for so long.
constexpr timeval kPatience = {.tv_sec = 60, .tv_usec = 0};

std::string in_small_letters(std::string text) {
  for (auto& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

}  // namespace

Client::Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to the server");
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Client::end_sending() {
  ::shutdown(socket_.get(), SHUT_WR);
}

void Client::reset() {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
}

bool Client::fill() {
  std::array<char, 65536> bytes;
  const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    throw std::runtime_error("the server says nothing");
  if (count <= 0) return false;
  received_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string Client::take(std::size_t bytes) {
  while (received_.size() < bytes && fill()) {
  }
  auto taken = received_.substr(0, bytes);
  received_.erase(0, taken.size());
  return taken;
}

std::string Client::take_line() {
  while (received_.find("\r\n") == received_.npos && fill()) {
  }
  const auto end = received_.find("\r\n");
  if (end == received_.npos) return {};
  auto line = received_.substr(0, end);
  received_.erase(0, end + 2);
  return line;
}

std::string Client::take_chunks() {
  std::string body;
  for (;;) {
    const auto line = take_line();
    if (line.empty()) throw std::runtime_error("an answer in chunks was broken off");
    const auto bytes = std::stoul(line, nullptr, 16);
    body += take(bytes);
    take_line();
    if (bytes == 0) return body;
  }
}

Answer Client::receive(bool has_body) {
  Answer answer;
  const auto status = take_line();
  if (status.empty()) return answer;
  answer.status = std::stoi(status.substr(status.find(' ')));
  for (auto line = take_line(); !line.empty(); line = take_line()) {
    const auto colon = line.find(": ");
    answer.headers[in_small_letters(line.substr(0, colon))] = line.substr(colon + 2);
  }
  if (!has_body) return answer;
  if (answer.headers.contains("transfer-encoding")) {
    answer.body = take_chunks();
  } else if (answer.headers.contains("content-length")) {
    answer.body = take(std::stoul(answer.headers["content-length"]));
  }
  return answer;
}

std::string Client::receive_some() {
  if (received_.empty()) fill();
  return std::exchange(received_, {});
}

bool Client::is_closed() {
  return received_.empty() && !fill();
}

std::string get(const std::string& path, const std::string& more_headers) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more_headers + "\r\n";
}

}  // namespace panet::test
