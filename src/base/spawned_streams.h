#pragma once

#include <spawn.h>
#include <unistd.h>

namespace panet {

// A program that is started has the three streams and nothing else of ours: libraries open sockets
// that stay open across exec.
inline void close_all_but_streams(posix_spawn_file_actions_t* actions) {
  posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}

}  // namespace panet
