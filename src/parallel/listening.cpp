#include "parallel/listening.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>
#include <optional>
#include <set>

#include "base/loopback.h"
#include "panet/base/error.h"

namespace panet {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Acceptors = std::vector<tcp::acceptor>;
using Code = boost::system::error_code;

constexpr auto kNotHere = boost::system::errc::address_not_available;

// None where nobody knows the name.
std::set<tcp::endpoint> endpoints_of(asio::io_context& context, const std::string& host, int port) {
  Code unknown;
  std::set<tcp::endpoint> endpoints;
  for (const auto& found : tcp::resolver(context).resolve(host, std::to_string(port), unknown))
    endpoints.insert(found.endpoint());
  return endpoints;
}

Code listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  Code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.protocol() == tcp::v6())
    acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error;
}

// Nothing where the address is none of this machine's.
std::optional<tcp::acceptor> acceptor_at(asio::io_context& context, const tcp::endpoint& endpoint) {
  tcp::acceptor acceptor(context);
  const auto error = listen(acceptor, endpoint);
  if (!error) return acceptor;
  if (error == kNotHere || error == asio::error::address_family_not_supported) return std::nullopt;
  throw Error(
      fmt::format("rank 0 cannot listen at port {}, which another program may use; choose a free "
                  "one (MASTER_PORT), the same for all ranks: {}",
                  endpoint.port(), error.message()));
}

Acceptors at_all_interfaces(asio::io_context& context, int port) {
  Acceptors acceptors;
  for (const auto& protocol : {tcp::v6(), tcp::v4()}) {
    const tcp::endpoint endpoint(protocol, static_cast<uint16_t>(port));
    if (auto acceptor = acceptor_at(context, endpoint)) {
      acceptors.push_back(std::move(*acceptor));
      break;  // IPv6's takes both
    }
  }
  return acceptors;
}

}  // namespace

Acceptors listening_at(asio::io_context& context, const std::string& host, int port) {
  Acceptors acceptors;
  bool others_can_come = is_loopback(host);  // or need not
  for (const auto& endpoint : endpoints_of(context, host, port)) {
    auto acceptor = acceptor_at(context, endpoint);
    if (!acceptor) continue;
    others_can_come = others_can_come || !endpoint.address().is_loopback();
    acceptors.push_back(std::move(*acceptor));
  }
  if (others_can_come) return acceptors;
  acceptors.clear();
  return at_all_interfaces(context, port);
}

}  // namespace panet
