#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace panet::test {

struct Answer {
  int status = 0;                              // 0: the connection was closed in place of one
  std::map<std::string, std::string> headers;  // names in small letters
  std::string body;
};

// A client that says exactly what it is told to, and waits for bytes, not for times.
class Client {
 public:
  explicit Client(uint16_t port);

  void send(std::string_view bytes);  // as far as the server takes them
  void end_sending();
  void reset();  // vanishes, as a process that is killed does

  Answer receive(bool has_body = true);
  std::string receive_some();  // nothing at the end
  bool is_closed();            // waits for the end of what is sent, or for more of it

 private:
  bool fill();
  std::string take(std::size_t bytes);
  std::string take_line();
  std::string take_chunks();

  Descriptor socket_;
  std::string received_;
};

// "GET / HTTP/1.1" with a Host.
std::string get(const std::string& path, const std::string& more_headers = {});

}  // namespace panet::test
