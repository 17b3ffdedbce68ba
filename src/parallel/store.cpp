#include "parallel/store.h"

#include <fmt/format.h>

#include "panet/base/error.h"

namespace panet {
namespace {

// From LibTorch 2.4 on a store asks for libuv, which Debian's is built without.
void do_without_libuv(auto& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

c10d::TCPStoreOptions options_of(int port, std::chrono::milliseconds timeout) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(port);
  options.waitWorkers = false;  // the ranks meet in their own way, which tells who is missing
  options.timeout = timeout;
  do_without_libuv(options);
  return options;
}

std::vector<uint8_t> bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

}  // namespace

Store Store::host(int port, std::chrono::milliseconds timeout) {
  auto options = options_of(port, timeout);
  options.isServer = true;
  try {
    return Store(c10::make_intrusive<c10d::TCPStore>("127.0.0.1", options));
  } catch (const std::exception& error) {
    throw Error(fmt::format(
        "rank 0 cannot listen at port {}, which another program may use; choose a free one "
        "(MASTER_PORT), the same for all ranks: {}",
        port, error.what()));
  }
}

Store Store::join(const std::string& address, int port, std::chrono::milliseconds timeout) {
  return Store(c10::make_intrusive<c10d::TCPStore>(address, options_of(port, timeout)));
}

void Store::say(const std::string& name, const std::string& text) {
  store_->compareSet(name, {}, bytes_of(text));
}

std::optional<std::string> Store::said(const std::string& name) {
  if (!store_->check({name})) return std::nullopt;
  const auto bytes = store_->get(name);
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace panet
