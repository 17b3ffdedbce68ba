#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace panet::test {

// Whoever reaches a port without knowing what is spoken there.
class Stranger {
 public:
  explicit Stranger(int port, const std::string& address = "127.0.0.1");

  void send(const std::string& bytes);
  // Whether the other side ends the connection in this time, whatever it says before.
  bool is_sent_away(std::chrono::milliseconds limit = std::chrono::seconds(5));

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_{context_};
};

// Looks for a quarter of a second.
bool does_somebody_listen(const std::string& address, int port);

// What strangers send: of a question to c10d's own store, which would hang or end a job, and of
// other programs.
const std::vector<std::string>& strange_bytes();

// Listens, says `greeting` to whoever comes, and nothing more.
class StrangeProgram {
 public:
  explicit StrangeProgram(std::string greeting);
  ~StrangeProgram();

  int port() const { return acceptor_.local_endpoint().port(); }

 private:
  void greet_next();

  const std::string greeting_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<boost::asio::ip::tcp::socket> guests_;
  std::thread thread_;
};

}  // namespace panet::test
