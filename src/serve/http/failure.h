#pragma once

#include <string>

#include "panet/base/error.h"
#include "serve/http/message.h"

namespace panet::serve {

// An answer that is no success, as an exception: docs/http.md, Errors. A StorageFailure is
// 507, a panet::Error that is none of these 422, anything else 500.
class Failure : public Error {
 public:
  Failure(int status, std::string code, const std::string& message)
      : Error(message), status_(status), code_(std::move(code)) {}

  int status() const { return status_; }
  const std::string& code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

// What cannot be understood.
class BadRequest : public Failure {
 public:
  explicit BadRequest(const std::string& message) : Failure(400, "bad_request", message) {}
};

// "no_such_format"
class NotFound : public Failure {
 public:
  NotFound(const std::string& code, const std::string& message) : Failure(404, code, message) {}
};

// What contradicts the project's state: "nothing_to_undo".
class Conflict : public Failure {
 public:
  Conflict(const std::string& code, const std::string& message) : Failure(409, code, message) {}
};

// Too much at once: the answer says when to ask again.
class Busy : public Failure {
 public:
  explicit Busy(const std::string& message) : Failure(503, "busy", message) {}
};

// `allowed`: "GET, HEAD".
class MethodNotAllowed : public Failure {
 public:
  explicit MethodNotAllowed(const std::string& allowed)
      : Failure(405, "method_not_allowed", "there is only " + allowed), allowed_(allowed) {}

  const std::string& allowed() const { return allowed_; }

 private:
  std::string allowed_;
};

Response response_of(const Failure& failure);

// What an exception of a handler stands for: that of the catch block it is called in.
Response response_of_current_exception();

}  // namespace panet::serve
