#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include "base/descriptor.h"
#include "serve/http/connection.h"
#include "serve/http/connection_table.h"
#include "serve/http/events.h"
#include "serve/site.h"
#include "target.h"

namespace panet::fuzz {
namespace {

using namespace serve;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kToken = "0123456789abcdef";
constexpr std::string_view kPage = "<!doctype html>";

Response echo(const Call& call) {
  Response response;
  response.body = call.request().body + call.text("search").value_or("");
  call.whole_number("limit", 1, 100);
  call.number("threshold", 0, 1);
  call.flag("all");
  return response;
}

Response in_pieces(const Call& call) {
  Response response;
  response.source = [left = call.id() % 3]() mutable -> std::optional<std::string> {
    if (left-- == 0) return std::nullopt;
    return "piece";
  };
  return response;
}

Response events(const Call&) {
  static Broadcast broadcast;
  Response response{.content_type = "text/event-stream"};
  response.events = broadcast.listen();
  broadcast.send({.name = "picture", .id = 1, .data = "{}"});
  return response;
}

std::vector<Route> routes() {
  const std::vector<std::string> query = {"search", "limit", "threshold", "all"};
  return {{.method = "GET", .path = "/api/all", .query = query, .summary = "", .handler = echo},
          {.method = "PUT",
           .path = "/api/all/{id}/{name}",
           .query = {},
           .summary = "",
           .handler = echo,
           .most_body = 1000},
          {.method = "GET",
           .path = "/api/parts/{id}",
           .query = {},
           .summary = "",
           .handler = in_pieces},
          {.method = "GET", .path = "/api/events", .query = {}, .summary = "", .handler = events}};
}

// A server without a port, with limits that small files go beyond.
struct Surroundings {
  std::array<Asset, 1> assets = {Asset{"/", "text/html", kPage}};
  Site site{Guard("127.0.0.1", 8080, kToken), routes(), assets};
  ServerLimits limits = {.head_bytes = 1 << 10, .bodies_bytes = 800};
  Service service = site.service();
  WorkerPool workers{1, 16};
  ByteBudget bodies{800};
  ConnectionTable table;
};

// The client's end of a connection: it has said all, and hears the answers out.
class Client {
 public:
  Client(int socket, Bytes request) : socket_(socket) {
    expect(::send(socket, request.data(), request.size(), MSG_DONTWAIT | MSG_NOSIGNAL) ==
                   std::ssize(request) ||
               request.empty(),
           "a socket takes a request at once");
    ::shutdown(socket, SHUT_WR);
  }

  void hear() const {
    std::array<char, 4096> heard;
    while (::recv(socket_.get(), heard.data(), heard.size(), MSG_DONTWAIT) > 0) {
    }
  }

 private:
  Descriptor socket_;
};

// Everything that a client says before it falls silent, whatever it is.
void serve_somehow(Bytes request) {
  static Surroundings around;
  std::array<int, 2> ends;
  expect(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0, "socketpair");
  const Client client(ends[1], request);
  asio::io_context threads;
  tcp::socket socket(asio::make_strand(threads));
  socket.assign(tcp::v4(), ends[0]);
  serve_client(std::move(socket),
               {around.limits, around.service, around.workers, around.bodies, around.table});
  while (around.table.size() > 0) {
    threads.restart();
    threads.run_one_for(std::chrono::milliseconds(1));
    client.hear();
  }
}

const Enlisted kHttp({.name = "http", .read = serve_somehow});

}  // namespace
}  // namespace panet::fuzz
