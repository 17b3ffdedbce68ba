#include "base/loopback.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/lower_case.h"

namespace panet {
namespace {

constexpr std::string_view kIPv4InIPv6 = "::ffff:";

}  // namespace

bool is_loopback(const std::string& address) {
  const auto text = address.starts_with(kIPv4InIPv6) ? address.substr(kIPv4InIPv6.size()) : address;
  in_addr four = {};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  return text == "::1" || lower_case(text) == "localhost";
}

}  // namespace panet
