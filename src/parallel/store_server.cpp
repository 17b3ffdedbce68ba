#include "parallel/store_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <deque>
#include <thread>
#include <utility>

#include "parallel/handshake.h"
#include "parallel/listening.h"
#include "parallel/store_message.h"
#include "parallel/store_table.h"

namespace panet {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

constexpr std::chrono::seconds kToShowTheSecret(10);
constexpr std::size_t kStrangers = 128;                 // who have yet to show it
constexpr std::chrono::milliseconds kAcceptPause{100};  // when there is no descriptor left

struct Guest {
  explicit Guest(tcp::socket accepted)
      : socket(std::move(accepted)), limit(socket.get_executor()) {}

  void close() {
    Code ignored;
    socket.close(ignored);
  }

  tcp::socket socket;
  asio::steady_timer limit;
  bool is_stranger = true;
};

}  // namespace

class StoreServer::State {
 public:
  State(const std::string& host, int port, std::string secret)
      : secret_(std::move(secret)), acceptors_(listening_at(context_, host, port)) {
    for (auto& acceptor : acceptors_) asio::co_spawn(context_, accepting(acceptor), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }

  ~State() {
    context_.stop();
    thread_.join();
  }

  Texts answer(const Texts& question) { return table_.answer(question); }

 private:
  asio::awaitable<void> accepting(tcp::acceptor& acceptor) {
    asio::steady_timer pause(context_);
    for (;;) {
      Code error;
      auto socket =
          co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (!error) {
        take(std::make_shared<Guest>(std::move(socket)));
        continue;
      }
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }

  void take(const std::shared_ptr<Guest>& guest) {
    Code ignored;
    guest->socket.set_option(tcp::no_delay(true), ignored);
    make_room_for(guest);
    guest->limit.expires_after(kToShowTheSecret);
    guest->limit.async_wait([guest](Code error) {
      if (!error) guest->close();
    });
    asio::co_spawn(context_, serving(guest), asio::detached);
  }

  void make_room_for(const std::shared_ptr<Guest>& guest) {
    std::erase_if(strangers_, [](const auto& known) {
      const auto other = known.lock();
      return !other || !other->is_stranger;
    });
    if (strangers_.size() >= kStrangers) {
      if (const auto first = strangers_.front().lock()) first->close();
      strangers_.pop_front();
    }
    strangers_.push_back(guest);
  }

  asio::awaitable<void> serving(std::shared_ptr<Guest> guest) {
    try {
      const bool knows = co_await admitted(guest->socket, secret_);
      if (knows) {
        guest->is_stranger = false;
        guest->limit.cancel();
        for (;;) {
          const auto question = co_await received(guest->socket);
          co_await sent(guest->socket, answer(question));
        }
      }
    } catch (const std::exception&) {
      // It went, or what it said made no sense: it is not listened to any more.
    }
    if (guest->is_stranger) answer({"add", kSentAway, "1"});
    guest->limit.cancel();
  }

  StoreTable table_;
  const std::string secret_;
  asio::io_context context_{1};
  std::vector<tcp::acceptor> acceptors_;
  std::deque<std::weak_ptr<Guest>> strangers_;
  std::thread thread_;
};

StoreServer::StoreServer(const std::string& host, int port, const std::string& secret)
    : state_(std::make_unique<State>(host, port, secret)) {}

StoreServer::~StoreServer() = default;

Texts StoreServer::answer(const Texts& question) {
  return state_->answer(question);
}

}  // namespace panet
