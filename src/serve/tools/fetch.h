#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace panet::serve {

struct Fetching {
  std::string address;        // http or https
  std::string authorization;  // the header, which no other host hears of; empty: none
  std::string json;           // a body to POST; empty: GET
};

// What an address answers with, by the machine's own curl, which knows its certificates and
// proxies. panet::Error with curl's words where that is no success, takes longer than a minute, or
// has more bytes than `most`, and where curl is not installed.
std::vector<std::byte> fetched(const Fetching& fetching, std::size_t most);

}  // namespace panet::serve
