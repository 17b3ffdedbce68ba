#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>

#include "serve/http/message.h"

namespace panet::serve {

// Answers to requests with a key of their own (header Idempotency-Key). One that comes again, since
// its answer was lost on the way, gets the same answer and does nothing twice. The last ones are
// kept, as long as the process lives. Any number of threads.
class GivenAnswers {
 public:
  static constexpr std::size_t kMostAnswers = 256;
  static constexpr std::size_t kMostBytes = 16 << 20;

  // What `handle` answers, or has answered; whatever it throws is no answer. Without a key it is
  // called each time. Busy while the same request is under way.
  Response answer(const Request& request, const std::function<Response()>& handle);

 private:
  struct Given {
    std::string request;               // with its key
    std::optional<Response> response;  // none while it is under way
  };
  using Place = std::list<Given>::iterator;

  Place find(const std::string& request);
  std::optional<Response> begin(const std::string& request);
  void keep(const std::string& request, const Response& response);
  bool let_oldest_go(Place last);
  void forget(const std::string& request);

  std::mutex mutex_;
  std::list<Given> given_;  // the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace panet::serve
