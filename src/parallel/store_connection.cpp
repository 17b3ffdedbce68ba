#include "parallel/store_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "parallel/handshake.h"
#include "parallel/store_message.h"

namespace panet {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = StoreConnection::Clock;

constexpr std::chrono::seconds kOfAMachine(2);     // for one attempt to connect
constexpr std::chrono::seconds kOfAHandshake(10);  // a busy rank 0's
constexpr std::chrono::milliseconds kPause(100);   // between attempts
constexpr std::chrono::milliseconds kLook(200);    // the longest that counts at once

}  // namespace

class StoreConnection::State {
 public:
  State(const Launch& launch, Clock::duration patience) : launch_(launch), patience_(patience) {}

  void open(const std::string& host, Clock::time_point deadline) {
    std::string reason = "no time was left";
    while (Clock::now() < deadline) {
      if (attempt(host, deadline, reason)) return;
      std::this_thread::sleep_for(kPause);
    }
    throw Error(fmt::format(
        "rank 0 does not answer at {}:{}: {}; is it started, is that its machine (MASTER_ADDR), "
        "and does no firewall close the port?",
        host, launch_.master_port, reason));
  }

  Texts ask(const Texts& question) {
    const std::lock_guard lock(mutex_);
    Texts answer;
    within(patience_, asked(question, answer));
    return answer;
  }

  const Route& route() const { return route_; }

 private:
  // Tries every address of the host once.
  bool attempt(const std::string& host, Clock::time_point deadline, std::string& reason) {
    boost::system::error_code unknown;
    const auto addresses =
        tcp::resolver(context_).resolve(host, std::to_string(launch_.master_port), unknown);
    if (unknown) reason = unknown.message();
    for (const auto& address : addresses) try {
        if (is_welcome_at(address.endpoint(), deadline)) return true;
        reason =
            "another program listens there; choose another MASTER_PORT, the same for all ranks";
      } catch (const BrokenConnection& error) {
        reason = error.what();
      }
    return false;
  }

  Error other_secret() const {
    return Error(fmt::format(
        "rank 0 at {}:{} has another secret than rank {}: give PANET_RANK_SECRET the same text for "
        "all ranks; or another job uses the port (MASTER_PORT)",
        launch_.master_address, launch_.master_port, launch_.rank));
  }

  bool is_welcome_at(const tcp::endpoint& endpoint, Clock::time_point deadline) {
    socket_ = tcp::socket(context_);
    within(std::min<Clock::duration>(kOfAMachine, deadline - Clock::now()), connected(endpoint));
    socket_.set_option(tcp::no_delay(true));
    route_ = {.local = socket_.local_endpoint().address().to_string(),
              .remote = endpoint.address().to_string()};
    auto welcome = Welcome::no_store;
    within(std::min<Clock::duration>(kOfAHandshake, deadline - Clock::now()), welcomed(welcome));
    if (welcome == Welcome::other_secret) throw other_secret();
    return welcome == Welcome::yes;
  }

  asio::awaitable<void> connected(tcp::endpoint endpoint) {
    co_await socket_.async_connect(endpoint, asio::use_awaitable);
  }

  asio::awaitable<void> welcomed(Welcome& welcome) {
    welcome = co_await welcome_at(socket_, launch_.secret);
  }

  asio::awaitable<void> asked(const Texts& question, Texts& answer) {
    co_await sent(socket_, question);
    answer = co_await received(socket_);
  }

  // Runs it to its end. Error where it fails or takes longer; then the connection is closed.
  void within(Clock::duration limit, asio::awaitable<void> action) {
    std::optional<std::exception_ptr> end;
    asio::co_spawn(context_, std::move(action), [&](std::exception_ptr error) { end = error; });
    context_.restart();
    run_until(end, limit);
    const bool in_time = end.has_value();
    if (!in_time || *end) close();
    if (!in_time) throw BrokenConnection("no answer in time");
    if (*end) rethrow(*end);
  }

  // A process that was stopped meanwhile has looked once.
  void run_until(const std::optional<std::exception_ptr>& end, Clock::duration limit) {
    for (Clock::duration waited{}; !end && waited < limit;) {
      const auto begin = Clock::now();
      context_.run_for(kLook);
      waited += std::min<Clock::duration>(Clock::now() - begin, 2 * kLook);
    }
  }

  // What was under way ends with it.
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    context_.restart();
    context_.run();
  }

  [[noreturn]] static void rethrow(const std::exception_ptr& exception) {
    try {
      std::rethrow_exception(exception);
    } catch (const boost::system::system_error& error) {
      throw BrokenConnection(error.code().message());
    }
  }

  const Launch launch_;
  const Clock::duration patience_;
  std::mutex mutex_;
  asio::io_context context_{1};
  tcp::socket socket_{context_};
  Route route_;
};

StoreConnection::StoreConnection(const Launch& launch, const std::string& host,
                                 Clock::time_point deadline, Clock::duration patience)
    : state_(std::make_unique<State>(launch, patience)) {
  state_->open(host, deadline);
}

StoreConnection::~StoreConnection() = default;

Texts StoreConnection::ask(const Texts& question) {
  return state_->ask(question);
}

const Route& StoreConnection::route() const {
  return state_->route();
}

}  // namespace panet
