#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "parallel/texts.h"

namespace panet {

// A message on a connection between two who know the secret: its length, four bytes, and its bytes.
// A connection that breaks is a boost::system::system_error.
boost::asio::awaitable<void> sent(boost::asio::ip::tcp::socket& socket, Texts texts);

// Error where the length is beyond all that ranks say to each other.
boost::asio::awaitable<Texts> received(boost::asio::ip::tcp::socket& socket);

}  // namespace panet
