#include "stranger.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace panet::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

tcp::endpoint endpoint_at(const std::string& address, int port) {
  return {asio::ip::make_address(address), static_cast<uint16_t>(port)};
}

// As c10d writes a text: its length in eight bytes of this machine, and itself.
std::string as_in_c10d(const std::string& text, uint64_t length) {
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text;
}

std::string as_in_c10d(const std::string& text) {
  return as_in_c10d(text, text.size());
}

}  // namespace

Stranger::Stranger(int port, const std::string& address) {
  socket_.connect(endpoint_at(address, port));
}

void Stranger::send(const std::string& bytes) {
  Code ignored;  // may be sent away already
  asio::write(socket_, asio::buffer(bytes), ignored);
}

bool Stranger::is_sent_away(std::chrono::milliseconds limit) {
  bool ended = false;
  std::string said;
  asio::async_read(socket_, asio::dynamic_buffer(said), [&](Code, std::size_t) { ended = true; });
  context_.restart();
  context_.run_for(limit);
  return ended;
}

bool does_somebody_listen(const std::string& address, int port) {
  asio::io_context context;
  tcp::socket socket(context);
  bool is_connected = false;
  socket.async_connect(endpoint_at(address, port), [&](Code error) { is_connected = !error; });
  context.run_for(std::chrono::milliseconds(250));
  return is_connected;
}

const std::vector<std::string>& strange_bytes() {
  using namespace std::string_literals;
  static const std::vector<std::string> all = {
      "\0"s,                                      // "set", no more
      "\0"s + as_in_c10d("", uint64_t{3} << 30),  // of 3 GB
      "\0"s + as_in_c10d("", uint64_t{1} << 60),  // of 2^60
      "\0"s + as_in_c10d("/failure") + as_in_c10d("\x1b]0;forged\a\x1b[2Jforged"),  // of a failure
      "\xff\xff\xff\xff"s,
      std::string(64, '\0'),  // as long as a proof
      std::string(1 << 20, 'x'),
      "GET / HTTP/1.1\r\nHost: panet\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s,  // TLS
      "SSH-2.0-OpenSSH_9.2\r\n",
  };
  return all;
}

StrangeProgram::StrangeProgram(std::string greeting)
    : greeting_(std::move(greeting)), acceptor_(context_, endpoint_at("127.0.0.1", 0)) {
  greet_next();
  thread_ = std::thread([this] { context_.run(); });
}

StrangeProgram::~StrangeProgram() {
  context_.stop();
  thread_.join();
}

void StrangeProgram::greet_next() {
  acceptor_.async_accept([this](Code error, tcp::socket guest) {
    if (error) return;
    asio::write(guest, asio::buffer(greeting_), error);
    guests_.push_back(std::move(guest));
    greet_next();
  });
}

}  // namespace panet::test
