#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/launch.h"
#include "panet/base/error.h"
#include "parallel/route.h"
#include "parallel/texts.h"

namespace panet {

class BrokenConnection : public Error {
 public:
  using Error::Error;
};

// A connection to rank 0's StoreServer. Used by any thread; one question after the other.
class StoreConnection {
 public:
  using Clock = std::chrono::steady_clock;

  // Comes to `host` at the launch's port as soon as rank 0 listens there. Every question has to be
  // answered within `patience`, in which the time that this process itself is stopped does not
  // count. Error at the deadline, with the last reason, and where rank 0 has another secret.
  StoreConnection(const Launch& launch, const std::string& host, Clock::time_point deadline,
                  Clock::duration patience);
  ~StoreConnection();

  // As StoreTable::answer(). BrokenConnection where it breaks, or an answer takes too long; it is
  // closed then.
  Texts ask(const Texts& question);

  const Route& route() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace panet
