#pragma once

#include <chrono>
#include <string>

namespace panet {

// The two ends of a connection, as numeric addresses.
struct Route {
  std::string local, remote;
};

// Connects to a port of a host as soon as somebody listens there, tells by which way, and closes
// the connection. Error at the deadline, with the last reason.
Route route_to(const std::string& host, int port, std::chrono::steady_clock::time_point deadline);

// Whether no other machine can reach this address.
bool is_loopback(const std::string& address);

}  // namespace panet
