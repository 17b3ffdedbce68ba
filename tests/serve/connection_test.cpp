#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <semaphore>
#include <thread>

#include "base/file_failure.h"
#include "client.h"
#include "serve/http/events.h"
#include "serve/http/failure.h"
#include "serve/http/server.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::Client;
using test::error_of;
using test::get;
using test::Tells;
using testing::HasSubstr;

using Handler = std::function<Response(const Request&)>;

Response text(const std::string& body) {
  return {.content_type = "text/plain", .body = body};
}

Response echo(const Request& request) {
  return text(request.method + " " + request.path + " " + request.body);
}

// Trusts all but those who ask below /open, and takes bodies of 100 kB.
class TestServer {
 public:
  explicit TestServer(const Handler& handler = echo, const ServerLimits& limits = {})
      : server_("127.0.0.1", 0, limits) {
    server_.start({.admit =
                       [](const Request& head) {
                         return Admission{.most_body = 100'000,
                                          .is_trusted = !head.path.starts_with("/open")};
                       },
                   .answer = handler,
                   .headers = {{"X-Frame", "none"}}});
  }

  Client client() const { return Client(server_.port()); }
  uint16_t port() const { return server_.port(); }
  void stop() { server_.stop(); }

 private:
  Server server_;
};

std::string post(const std::string& body, const std::string& more_headers = {}) {
  return "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + more_headers + "\r\n" + body;
}

TEST(Connection, AnswersOneRequestAfterTheOther) {
  const TestServer server;
  auto client = server.client();
  for (const std::string path : {"/a", "/b%20c"}) {
    client.send(get(path));
    const auto answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.at("x-frame"), "none");
    EXPECT_EQ(answer.body, path == "/a" ? "GET /a " : "GET /b c ");
  }
}

TEST(Connection, AnswersInTheOrderOfQuestionsThatComeAtOnce) {
  const TestServer server;
  auto client = server.client();
  client.send(get("/1") + post("two") + get("/3"));
  for (const auto* body : {"GET /1 ", "POST /p two", "GET /3 "})
    EXPECT_EQ(client.receive().body, body);
}

TEST(Connection, TakesHeadsAndBodiesInAnyPieces) {
  const TestServer server;
  auto client = server.client();
  for (const char byte : post("abc")) client.send({&byte, 1});
  EXPECT_EQ(client.receive().body, "POST /p abc");
  client.send(
      "POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
  client.send("1\r\nc\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "POST /p abc");
}

TEST(Connection, InvitesBodiesThatWaitForIt) {
  const TestServer server;
  auto client = server.client();
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("abc");
  EXPECT_EQ(client.receive().body, "POST /p abc");
}

TEST(Connection, AnswersHeadWithoutTheBody) {
  const TestServer server;
  auto client = server.client();
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + get("/b"));
  EXPECT_EQ(client.receive(false).headers.at("content-length"), "8");
  EXPECT_EQ(client.receive().body, "GET /b ");
}

TEST(Connection, SpeaksHttp10) {
  const TestServer server;
  auto client = server.client();
  client.send("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "GET /a ");
  EXPECT_TRUE(client.is_closed());
}

TEST(Connection, SaysWhatIsWrongWithBytesThatAreNoHttp) {
  const TestServer server;
  for (const std::string garbage :
       {"\x16\x03\x01\x02", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nbad head\r\n\r\n", "GET nowhere HTTP/1.1\r\n\r\n",
        "GET /%zz HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n"}) {
    auto client = server.client();
    client.send(garbage);
    client.end_sending();
    const auto answer = client.receive();
    EXPECT_TRUE(answer.status == 400 || answer.status == 0) << garbage << answer.status;
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(Connection, RefusesHeadsThatAreTooLarge) {
  const TestServer server;
  auto client = server.client();
  client.send("GET / HTTP/1.1\r\nHost: x\r\n");
  for (int i = 0; i < 100; ++i)
    client.send("X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n");
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 431);
  EXPECT_THAT(answer.body, HasSubstr("head_too_large"));
  EXPECT_TRUE(client.is_closed());
}

TEST(Connection, RefusesBodiesThatAreTooLargeBeforeTheyAreSent) {
  const TestServer server;
  auto client = server.client();
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(client.is_closed());

  auto endless = server.client();
  endless.send("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 11; ++i) endless.send("2710\r\n" + std::string(10'000, 'x') + "\r\n");
  EXPECT_EQ(endless.receive().status, 413);
}

TEST(Connection, RefusesBodiesForWhichThereIsNoMemory) {
  const TestServer server(echo, {.bodies_bytes = 150'000});
  auto first = server.client(), second = server.client();
  const std::string invited =
      "POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
  first.send(invited + "100000\r\n\r\n");
  ASSERT_EQ(first.receive().status, 100);
  second.send(invited + "100000\r\n\r\n");
  EXPECT_EQ(second.receive().headers.at("retry-after"), "1");
  first.send(std::string(100'000, 'x'));
  EXPECT_EQ(first.receive().status, 200);
  auto third = server.client();
  third.send(invited + "100000\r\n\r\n");
  EXPECT_EQ(third.receive().status, 100);
}

TEST(Connection, CutsOffWhoTakesTooLongForAHead) {
  const TestServer server(echo, {.head_time = std::chrono::milliseconds(50)});
  auto client = server.client();
  client.send("GET / HTTP/1.1\r\nHo");
  EXPECT_TRUE(client.is_closed());
}

TEST(Connection, CutsOffWhoTakesTooLongForABody) {
  const TestServer server(echo, {.body_time = std::chrono::milliseconds(50)});
  auto client = server.client();
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
  EXPECT_TRUE(client.is_closed());
}

TEST(Connection, CutsOffWhoSaysNothing) {
  const TestServer server(echo, {.idle_time = std::chrono::milliseconds(50)});
  auto client = server.client();
  EXPECT_TRUE(client.is_closed());
}

// Returns when the only connection of a server has gone.
void wait_for_room(const TestServer& server) {
  int status = 503;
  while (status != 200) {
    auto client = server.client();
    client.send("HEAD /open HTTP/1.1\r\nHost: x\r\n\r\n");
    status = client.receive(false).status;
  }
}

TEST(Connection, CutsOffWhoDoesNotTakeItsAnswer) {
  // More than the sockets hold.
  const auto large = std::make_shared<std::string>(64 << 20, 'x');
  const TestServer server([large](const Request&) { return text(*large); },
                          {.connections = 1, .answer_time = std::chrono::milliseconds(50)});
  auto client = server.client();
  client.send(get("/"));
  client.receive(false);  // else it would make room before it has asked
  wait_for_room(server);
  std::size_t taken = 0;
  for (auto part = client.receive_some(); !part.empty(); part = client.receive_some())
    taken += part.size();
  EXPECT_LT(taken, large->size());
}

TEST(Connection, CutsOffWhoDoesNotTakeWhatIsMadeWhileItIsSent) {
  const auto endless = std::make_shared<std::string>(100'000, 'x');
  std::weak_ptr<std::string> held = endless;
  TestServer server(
      [&](const Request&) {
        return Response{.source = [piece = held.lock()] { return std::optional(*piece); }};
      },
      {.answer_time = std::chrono::milliseconds(50)});
  auto client = server.client();
  client.send(get("/"));
  client.receive(false);
  while (endless.use_count() > 1) std::this_thread::yield();
}

TEST(Connection, TurnsErrorsIntoAnswers) {
  const TestServer server([](const Request& request) -> Response {
    if (request.path == "/failure") throw Conflict("nothing_to_undo", "there is nothing \"left\"");
    if (request.path == "/error") throw Error("a.png is no picture");
    if (request.path == "/full") throw StorageFailure("a.png: cannot write: no space");
    if (request.path == "/header") return {.headers = {{"X", "a\r\nSet-Cookie: b"}}};
    throw std::runtime_error("secret");
  });
  auto client = server.client();
  client.send(get("/failure") + get("/error") + get("/full") + get("/header") + get("/other"));
  auto answer = client.receive();
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body,
            R"({"error":{"code":"nothing_to_undo","message":"there is nothing \"left\""}})");
  EXPECT_EQ(client.receive().status, 422);
  EXPECT_EQ(client.receive().status, 507);
  EXPECT_EQ(client.receive().status, 500);
  answer = client.receive();
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, testing::Not(HasSubstr("secret")));
}

// What a handler waits at until the test lets it go on.
struct Gate {
  std::counting_semaphore<> entered{0}, open{0};
  Response pass() {
    entered.release();
    open.acquire();
    return text("passed");
  }
};

TEST(Connection, RefusesMoreRequestsThanCanWait) {
  Gate gate;
  const TestServer server([&](const Request&) { return gate.pass(); },
                          {.workers = 1, .waiting = 0});
  auto first = server.client(), second = server.client();
  first.send(get("/"));
  gate.entered.acquire();
  second.send(get("/"));
  const auto answer = second.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "1");
  gate.open.release();
  EXPECT_EQ(first.receive().body, "passed");
}

TEST(Connection, SlowHandlersHoldUpNobodyWhoAsksForSomethingElse) {
  Gate gate;
  const TestServer server([&](const Request& request) {
    return request.path == "/slow" ? gate.pass() : echo(request);
  });
  auto slow = server.client(), quick = server.client();
  slow.send(get("/slow"));
  gate.entered.acquire();
  quick.send(get("/a"));
  EXPECT_EQ(quick.receive().body, "GET /a ");
  gate.open.release();
  EXPECT_EQ(slow.receive().body, "passed");
}

TEST(Connection, OutlivesClientsThatVanish) {
  Gate gate;
  const TestServer server([&](const Request&) { return gate.pass(); });
  auto client = server.client();
  client.send(get("/"));
  gate.entered.acquire();
  client.reset();
  gate.open.release(2);
  auto other = server.client();
  other.send(get("/"));
  EXPECT_EQ(other.receive().body, "passed");
}

TEST(Connection, WhoHasSaidNothingForTheLongestTimeMakesRoom) {
  const TestServer server(echo, {.connections = 2});
  auto first = server.client(), second = server.client();
  second.send("GET /b HTTP/1.1\r\nHo");
  auto third = server.client();
  third.send(get("/c"));
  EXPECT_EQ(third.receive().body, "GET /c ");
  EXPECT_TRUE(first.is_closed());
  second.send("st: localhost\r\n\r\n");
  EXPECT_EQ(second.receive().body, "GET /b ");
}

TEST(Connection, StrangersMakeRoomBeforeThoseWhoWereTrusted) {
  const TestServer server(echo, {.connections = 2});
  auto trusted = server.client();
  trusted.send(get("/a"));
  trusted.receive();
  auto stranger = server.client();
  stranger.send("GET /b HT");
  auto third = server.client();
  third.send(get("/open"));
  EXPECT_EQ(third.receive().body, "GET /open ");
  EXPECT_TRUE(stranger.is_closed());
  trusted.send(get("/a"));
  EXPECT_EQ(trusted.receive().body, "GET /a ");
}

TEST(Connection, SlowHeadsKeepNobodyOut) {
  const TestServer server(echo, {.connections = 8});
  std::vector<Client> slow;
  for (int i = 0; i < 40; ++i) {
    slow.push_back(server.client());
    slow.back().send("GET / HTTP/1.1\r\nHo");
    auto client = server.client();
    client.send(get("/a"));
    EXPECT_EQ(client.receive().body, "GET /a ");
  }
}

TEST(Connection, NobodyWhoIsTrustedAndAnsweredMakesRoom) {
  Gate gate;
  const TestServer server([&](const Request&) { return gate.pass(); }, {.connections = 1});
  auto first = server.client();
  first.send(get("/"));
  gate.entered.acquire();
  auto second = server.client();
  EXPECT_EQ(second.receive().status, 503);
  EXPECT_TRUE(second.is_closed());
  gate.open.release();
  EXPECT_EQ(first.receive().body, "passed");
}

TEST(Connection, WhoIsNotTrustedMakesRoom) {
  Gate gate;
  const TestServer server(
      [&](const Request& request) { return request.path == "/open" ? gate.pass() : echo(request); },
      {.connections = 1});
  auto first = server.client();
  first.send(get("/open"));
  gate.entered.acquire();
  auto second = server.client();
  second.send(get("/b"));
  EXPECT_EQ(second.receive().body, "GET /b ");
  EXPECT_TRUE(first.is_closed());
  gate.open.release();
}

TEST(Connection, SendsWhatIsMadeWhileItIsSent) {
  const TestServer server([](const Request&) {
    return Response{.content_type = "text/plain",
                    .source = [left = 3]() mutable -> std::optional<std::string> {
                      if (left-- == 0) return std::nullopt;
                      return std::string(100'000, static_cast<char>('a' + left));
                    }};
  });
  auto client = server.client();
  const auto expected =
      std::string(100'000, 'c') + std::string(100'000, 'b') + std::string(100'000, 'a');
  client.send(get("/") + get("/"));
  EXPECT_EQ(client.receive().body, expected);
  EXPECT_EQ(client.receive().body, expected);
  auto old = server.client();
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.receive().status, 200);
  std::string body;
  for (auto some = old.receive_some(); !some.empty(); some = old.receive_some()) body += some;
  EXPECT_EQ(body, expected);
}

TEST(Connection, BreaksOffWhatCannotBeMadeToItsEnd) {
  const TestServer server([](const Request&) {
    return Response{.source = []() -> std::optional<std::string> { throw Error("disk"); }};
  });
  auto client = server.client();
  client.send(get("/"));
  EXPECT_THROW(client.receive(), std::runtime_error);
}

TEST(Connection, SendsEventsToAllWhoListen) {
  Broadcast broadcast;
  TestServer server([&](const Request&) {
    return Response{.content_type = "text/event-stream", .events = broadcast.listen()};
  });
  auto first = server.client(), second = server.client();
  for (auto* client : {&first, &second}) {
    client->send(get("/"));
    EXPECT_EQ(client->receive(false).headers.at("content-type"), "text/event-stream");
  }
  broadcast.send({.name = "picture", .id = 640, .data = R"({"id":17})"});
  for (auto* client : {&first, &second}) {
    std::string received;
    while (received.find("\n\n") == received.npos) received += client->receive_some();
    EXPECT_THAT(received, HasSubstr("id: 640\nevent: picture\ndata: {\"id\":17}\n\n"));
  }
  broadcast.close();
  EXPECT_EQ(first.receive_some(), "0\r\n\r\n");
  EXPECT_TRUE(first.is_closed());
}

TEST(Connection, GivesSignsOfLifeWhereThereAreNoEvents) {
  Broadcast broadcast;
  const TestServer server([&](const Request&) { return Response{.events = broadcast.listen()}; },
                          {.event_time = std::chrono::milliseconds(5)});
  auto client = server.client();
  client.send(get("/"));
  client.receive(false);
  std::string received;
  while (received.find(": \n\n", received.find(": \n\n") + 1) == received.npos)
    received += client.receive_some();
}

TEST(Connection, CutsOffWhoDoesNotKeepUpWithEvents) {
  Broadcast broadcast;
  const TestServer server([&](const Request&) { return Response{.events = broadcast.listen()}; });
  auto client = server.client();
  client.send(get("/"));
  client.receive(false);
  // More than the sockets and the queue hold: it goes on until the client is cut off.
  const std::string data(100'000, 'x');
  for (int i = 0; i < 1000; ++i) broadcast.send({.name = "job", .id = i, .data = data});
  std::size_t received = 0;
  for (auto some = client.receive_some(); !some.empty(); some = client.receive_some())
    received += some.size();
  EXPECT_LT(received, 1000 * data.size());
}

TEST(Connection, SeesWhenAListenerHasGone) {
  Broadcast broadcast;
  std::weak_ptr<EventQueue> queue;
  const TestServer server([&](const Request&) {
    Response response{.events = broadcast.listen()};
    queue = response.events;
    return response;
  });
  {
    auto client = server.client();
    client.send(get("/"));
    client.receive(false);
    EXPECT_FALSE(queue.expired());
  }
  while (!queue.expired()) std::this_thread::yield();
}

TEST(Connection, AnswersUnderWayAreSentBeforeTheServerStops) {
  Gate gate;
  TestServer server([&](const Request&) { return gate.pass(); });
  auto busy = server.client(), idle = server.client(), late = server.client();
  busy.send(get("/"));
  late.send("GET / HT");
  gate.entered.acquire();
  std::thread stopping([&] { server.stop(); });
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(late.is_closed());
  gate.open.release();
  const auto answer = busy.receive();
  EXPECT_EQ(answer.body, "passed");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  stopping.join();
  EXPECT_THROW(server.client(), std::runtime_error);
}

TEST(Connection, StopsThoughClientsDoNotTakeTheirAnswers) {
  const auto large = std::make_shared<std::string>(64 << 20, 'x');
  Broadcast broadcast;
  TestServer server(
      [&](const Request& request) {
        return request.path == "/events" ? Response{.events = broadcast.listen()} : text(*large);
      },
      {.stop_time = std::chrono::milliseconds(50)});
  auto client = server.client(), listener = server.client();
  client.send(get("/"));
  listener.send(get("/events"));
  listener.receive(false);
  client.receive(false);
  server.stop();
  broadcast.send({.name = "job"});
}

TEST(Connection, ServesManyClientsAtOnce) {
  const TestServer server;
  std::vector<Client> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(server.client());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) clients[i].send(get("/" + std::to_string(i)));
    for (std::size_t i = 0; i < clients.size(); ++i)
      EXPECT_EQ(clients[i].receive().body, "GET /" + std::to_string(i) + " ");
  }
}

TEST(Server, TellsWhyItCannotListen) {
  const TestServer server;
  EXPECT_THAT(error_of([&] { Server("127.0.0.1", server.port(), {}); }),
              Tells(std::to_string(server.port()), "in use", "--port 0"));
  EXPECT_THAT(error_of([] { Server("no.such.host.invalid", 0, {}); }),
              Tells("no.such.host.invalid"));
  EXPECT_THAT(error_of([] { Server("192.0.2.1", 0, {}); }), Tells("none of this machine's"));
}

}  // namespace
}  // namespace panet::serve
