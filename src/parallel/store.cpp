#include "parallel/store.h"

#include <memory>

#include "parallel/store_connection.h"
#include "parallel/store_server.h"

namespace panet {

Store Store::host(const Launch& launch) {
  const auto server =
      std::make_shared<StoreServer>(launch.master_address, launch.master_port, launch.secret);
  Store store;
  store.ask_ = [server](const Texts& question) { return server->answer(question); };
  store.another_ = [ask = store.ask_] {
    Store other;
    other.ask_ = ask;
    return other;
  };
  return store;
}

Store Store::join(const Launch& launch, Clock::time_point deadline, Clock::duration patience) {
  return joined(launch, launch.master_address, deadline, patience);
}

Store Store::joined(const Launch& launch, const std::string& host, Clock::time_point deadline,
                    Clock::duration patience) {
  const auto connection = std::make_shared<StoreConnection>(launch, host, deadline, patience);
  Store store;
  store.ask_ = [connection](const Texts& question) { return connection->ask(question); };
  store.route_ = connection->route();
  // Not by the name, which may stand for several machines.
  store.another_ = [launch, host = store.route_.remote, patience] {
    return joined(launch, host, Clock::now() + patience, patience);
  };
  return store;
}

int64_t Store::add(const std::string& counter, int64_t number) {
  return std::stoll(ask_({"add", counter, std::to_string(number)}).at(0));
}

void Store::say(const std::string& name, const std::string& text) {
  ask_({"swap", name, "", text});
}

std::optional<std::string> Store::said(const std::string& name) {
  auto answer = ask_({"get", name});
  return answer.empty() ? std::nullopt : std::optional(std::move(answer[0]));
}

}  // namespace panet
