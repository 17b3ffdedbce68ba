#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace panet {

// How the two ends of a connection to the store show each other that they know the ranks' secret,
// which itself never travels. The host learns it first: who only listens learns nothing.
//
//   host → guest   "panet store 1\n", a nonce
//   guest → host   a nonce, the guest's proof
//   host → guest   1 and the host's proof; or 0 and zeros, then the connection ends
//
// What other bytes come, and how many, changes no more than the result. A connection that breaks
// is a boost::system::system_error; deadlines are the caller's.

// Whether the guest knows the secret.
boost::asio::awaitable<bool> admitted(boost::asio::ip::tcp::socket& guest, std::string secret);

enum class Welcome {
  yes,
  other_secret,  // of the host
  no_store,      // another program answers there
};
boost::asio::awaitable<Welcome> welcome_at(boost::asio::ip::tcp::socket& host, std::string secret);

}  // namespace panet
