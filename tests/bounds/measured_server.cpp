#include "measured_server.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "client.h"
#include "support.h"

namespace panet::test {
namespace {

constexpr auto kToken = "0123456789abcdef";

std::string script() {
  return fmt::format(
      "$PANET serve photos --model W.safetensors --port 0 --no-browser --json --token {} {} "
      ">served 2>err & server=$!\n"
      "while ! [ -e stop ] && kill -0 $server 2>/dev/null; do sleep 0.02; done\n"
      "kill -INT $server\n"
      "wait $server; status=$?\n"
      "cat err >&2; exit $status",
      kToken, kQuick);
}

// Where it listens, once it has said so.
uint16_t port_in(const std::filesystem::path& said, const std::future<Outcome>& outcome) {
  const auto is_over = [&] {
    return outcome.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready;
  };
  std::string line;
  while (!line.ends_with('\n') && !is_over())
    if (std::filesystem::exists(said)) line = read_file(said);
  const auto address = nlohmann::json::parse(line).at("address").get<std::string>();
  return static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

std::string request(const std::string& method, const std::string& path, const std::string& body) {
  return fmt::format(
      "{} {} HTTP/1.1\r\nHost: localhost\r\nToken: {}\r\nContent-Length: {}\r\n\r\n{}", method,
      path, kToken, body.size(), body);
}

}  // namespace

MeasuredServer::MeasuredServer(const std::filesystem::path& desk)
    : desk_(desk),
      outcome_(std::async(std::launch::async, [desk] { return run_shell(desk, script()); })),
      port_(port_in(desk / "served", outcome_)) {}

MeasuredServer::~MeasuredServer() {
  if (outcome_.valid()) stop();
}

int MeasuredServer::upload(const std::string& name, const std::string& file) const {
  Client client(port_);
  client.send(request("POST", "/api/pictures?name=" + name, file));
  const auto kept = client.receive();
  if (kept.status != 201) return kept.status;
  const auto id = nlohmann::json::parse(kept.body).at("id").get<int64_t>();
  client.send(request("GET", fmt::format("/api/pictures/{}/image", id), ""));
  return client.receive().status;
}

Outcome MeasuredServer::stop() {
  write_file(desk_ / "stop", "");
  return outcome_.get();
}

}  // namespace panet::test
