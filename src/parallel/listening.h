#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

namespace panet {

// Listens at what a name or address of this machine means. Where that is none of its network
// interfaces - its own name may stand for its loopback, a service's for a translated address - at
// all of them, since the other ranks come by one of those; the loopback itself has to be asked for
// as such. Error where the port is in use.
std::vector<boost::asio::ip::tcp::acceptor> listening_at(boost::asio::io_context& context,
                                                         const std::string& host, int port);

}  // namespace panet
