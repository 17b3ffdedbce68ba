#pragma once

#include <memory>
#include <string>

#include "parallel/texts.h"

namespace panet {

// Where the ranks' texts and counters are: in rank 0's process, which asks without a connection.
// Others come by the network (StoreConnection) and show first that they know the secret. Who does
// not, in the few seconds that there are for it, is sent away, and has cost a few hundred bytes;
// of those who have yet to show it only the latest are kept.
//
// One thread answers, as it can: nobody who sends half a message keeps it from the others.
class StoreServer {
 public:
  // Error where the port is in use.
  StoreServer(const std::string& host, int port, const std::string& secret);
  ~StoreServer();
  StoreServer(const StoreServer&) = delete;
  StoreServer& operator=(const StoreServer&) = delete;

  // As StoreTable::answer(). Used by any thread.
  Texts answer(const Texts& question);

  // A counter in the store: of connections that did not show that they know the secret.
  static constexpr const char* kSentAway = "sent away";

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace panet
