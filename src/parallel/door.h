#pragma once

#include <set>

namespace panet {

// Sockets of this process that others can connect to.
std::set<int> listening_sockets();

// From here on nobody can connect to this one any more, while the connections it has made stay.
// What owns the socket does not notice.
void shut(int listening_socket);

}  // namespace panet
