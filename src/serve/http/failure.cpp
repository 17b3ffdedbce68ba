#include "serve/http/failure.h"

#include <new>
#include <nlohmann/json.hpp>

#include "base/file_failure.h"

namespace panet::serve {

Response response_of(const Failure& failure) {
  const nlohmann::json error = {{"code", failure.code()}, {"message", failure.what()}};
  Response response;
  response.status = failure.status();
  response.body = nlohmann::json{{"error", error}}.dump(-1, ' ', false,
                                                        nlohmann::json::error_handler_t::replace);
  if (failure.status() == 503 || failure.status() == 429)
    response.headers.emplace_back("Retry-After", "1");
  if (const auto* other = dynamic_cast<const MethodNotAllowed*>(&failure))
    response.headers.emplace_back("Allow", other->allowed());
  return response;
}

Response response_of_current_exception() {
  try {
    throw;
  } catch (const Failure& failure) {
    return response_of(failure);
  } catch (const StorageFailure& error) {
    return response_of(Failure(507, "storage", error.what()));
  } catch (const Error& error) {
    return response_of(Failure(422, "unusable", error.what()));
  } catch (const std::bad_alloc&) {
    return response_of(Failure(500, "internal", "not enough memory"));
  } catch (const std::exception&) {
    return response_of(Failure(500, "internal", "the server failed at this request"));
  }
}

}  // namespace panet::serve
