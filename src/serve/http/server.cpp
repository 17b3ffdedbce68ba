#include "serve/http/server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <thread>

#include "panet/base/error.h"
#include "serve/http/connection.h"
#include "serve/http/connection_table.h"
#include "serve/http/failure.h"

namespace panet::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

constexpr int kIoThreads = 2;
constexpr std::size_t kConnectionsOnTheirWayOut = 32;
constexpr std::chrono::milliseconds kAcceptPause{100};  // when there is no descriptor left
constexpr std::chrono::seconds kAbortTime{1};

tcp::endpoint endpoint_of(asio::io_context& context, const std::string& host, uint16_t port) {
  Code error;
  const auto found = tcp::resolver(context).resolve(host, std::to_string(port), error);
  if (error || found.empty())
    throw Error(fmt::format("there is no address \"{}\" to listen on: {}", host, error.message()));
  return found.begin()->endpoint();
}

[[noreturn]] void throw_cannot_listen(const std::string& host, uint16_t port, const Code& error) {
  std::string remedy;
  if (error == asio::error::address_in_use)
    remedy = "; another program listens there: --port 0 takes any free one";
  if (error == asio::error::access_denied) remedy = "; ports from 1024 on are free to use";
  if (error == boost::system::errc::address_not_available)
    remedy = "; it is none of this machine's";
  throw Error(
      fmt::format("cannot listen on {}, port {}: {}{}", host, port, error.message(), remedy));
}

tcp::acceptor listening(asio::io_context& context, const std::string& host, uint16_t port) {
  const auto endpoint = endpoint_of(context, host, port);
  tcp::acceptor acceptor(asio::make_strand(context));
  Code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) throw_cannot_listen(host, port, error);
  return acceptor;
}

// To a client for whom there is no place: what a fresh socket takes without waiting.
void turn_away(tcp::socket socket) {
  constexpr std::string_view kAnswer =
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
      "Content-Length: 0\r\n\r\n";
  Code ignored;
  ::send(socket.native_handle(), kAnswer.data(), kAnswer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

class Server::State {
 public:
  State(const std::string& host, uint16_t port, const ServerLimits& limits)
      : limits_(limits),
        bodies_(limits.bodies_bytes),
        workers_(limits.workers, limits.waiting),
        work_(asio::make_work_guard(context_)),
        acceptor_(listening(context_, host, port)),
        accept_pause_(acceptor_.get_executor()) {
    port_ = acceptor_.local_endpoint().port();
  }

  ~State() { stop(); }

  uint16_t port() const { return port_; }

  void start(Service service) {
    service_ = std::move(service);
    asio::post(acceptor_.get_executor(), [this] { accept(); });
    for (int i = 0; i < kIoThreads; ++i) threads_.emplace_back([this] { context_.run(); });
  }

  void stop() {
    if (std::exchange(is_stopped_, true)) return;
    asio::post(acceptor_.get_executor(), [this] { close_acceptor(); });
    for (const auto& connection : table_.all()) connection->finish();
    if (!threads_.empty() && !table_.wait_until_empty(limits_.stop_time)) {
      for (const auto& connection : table_.all()) connection->abort();
      table_.wait_until_empty(kAbortTime);
    }
    workers_.stop();
    context_.stop();
    for (auto& thread : threads_) thread.join();
    for (const auto& connection : table_.all()) connection->forget_events();
  }

 private:
  void accept() {
    acceptor_.async_accept(asio::make_strand(context_), [this](Code error, tcp::socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) {
        pause_accepting();
        return;
      }
      take(std::move(socket));
      accept();
    });
  }

  void pause_accepting() {
    accept_pause_.expires_after(kAcceptPause);
    accept_pause_.async_wait([this](Code) {
      if (acceptor_.is_open()) accept();
    });
  }

  void take(tcp::socket socket) {
    if (!has_room()) {
      turn_away(std::move(socket));
      return;
    }
    Code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    serve_client(std::move(socket), {limits_, service_, workers_, bodies_, table_});
  }

  // Makes room where another connection can go.
  bool has_room() {
    if (table_.size() < limits_.connections) return true;
    if (table_.size() >= limits_.connections + kConnectionsOnTheirWayOut) return false;
    const auto first = table_.first_to_yield();
    if (first != nullptr) first->yield();
    return first != nullptr;
  }

  void close_acceptor() {
    Code ignored;
    acceptor_.close(ignored);
    accept_pause_.cancel();
  }

  ServerLimits limits_;
  Service service_;
  ByteBudget bodies_;
  ConnectionTable table_;
  asio::io_context context_{kIoThreads};
  WorkerPool workers_;  // its jobs hold connections, whose sockets are the context's
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  tcp::acceptor acceptor_;
  asio::steady_timer accept_pause_;
  uint16_t port_ = 0;
  bool is_stopped_ = false;
  std::vector<std::thread> threads_;
};

Server::Server(const std::string& host, uint16_t port, const ServerLimits& limits)
    : state_(std::make_unique<State>(host, port, limits)) {}

Server::~Server() = default;

uint16_t Server::port() const {
  return state_->port();
}

void Server::start(Service service) {
  state_->start(std::move(service));
}

void Server::stop() {
  state_->stop();
}

}  // namespace panet::serve
