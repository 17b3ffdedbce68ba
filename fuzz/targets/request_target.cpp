#include "serve/http/target.h"

#include "target.h"

namespace panet::fuzz {
namespace {

void read_target(Bytes text) {
  const serve::Target target = serve::parse_target(text_of(text));
  expect(target.path.starts_with('/'), "a path begins with a slash");
}

const Enlisted kRequestTarget({.name = "request_target", .read = read_target});

}  // namespace
}  // namespace panet::fuzz
