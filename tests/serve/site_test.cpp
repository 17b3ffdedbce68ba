#include "serve/site.h"

#include "client.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::Answer;
using test::Client;
using testing::HasSubstr;
using testing::Not;

const std::string kToken = "0123456789abcdef";
const Asset kFiles[] = {{"/", "text/html; charset=utf-8", "<title>"}};

// A site behind a server, and what a client is answered.
struct Visited {
  Server server{"127.0.0.1", 0, {}};
  Site site{Guard("127.0.0.1", server.port(), kToken),
            {{.method = "GET",
              .path = "/api/project",
              .handler = [](const Call&) { return Response{.body = "{}"}; }},
             {.method = "POST",
              .path = "/api/classes",
              .handler = [](const Call& call) { return Response{.body = call.request().body}; },
              .most_body = 10},
             {.method = "GET",
              .path = "/v1/models",
              .handler = [](const Call&) { return Response{.body = "[]"}; }}},
            kFiles};
  Visited() { server.start(site.service()); }
  ~Visited() { server.stop(); }

  Answer ask(const std::string& request, const std::string& headers = {},
             const std::string& body = {}) const {
    Client client(server.port());
    client.send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
    return client.receive();
  }
};

const std::string kAuthorization = "Authorization: Bearer " + kToken + "\r\n";

TEST(Site, LetsThoseInWhoHaveTheToken) {
  const Visited site;
  EXPECT_EQ(site.ask("GET /api/project").status, 401);
  EXPECT_EQ(site.ask("GET /api/nothing").status, 401);
  EXPECT_EQ(site.ask("GET /api/project", kAuthorization).body, "{}");
  EXPECT_EQ(site.ask("GET /api/nothing", kAuthorization).status, 404);
  EXPECT_EQ(site.ask("DELETE /api/project", kAuthorization).headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(site.ask("GET /api/project?x=1", kAuthorization).status, 400);
}

TEST(Site, AsksForTheTokenWhereverARouteIs) {
  const Visited site;
  EXPECT_EQ(site.ask("GET /v1/models").status, 401);
  EXPECT_EQ(site.ask("POST /v1/models").status, 401);
  EXPECT_EQ(site.ask("GET /v1/models", kAuthorization).body, "[]");
  EXPECT_EQ(site.ask("GET /v1/nothing").status, 404);
}

TEST(Site, GivesACookieToWhoOpensTheAddress) {
  const Visited site;
  const auto answer = site.ask("GET /?token=" + kToken);
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.at("location"), "/");
  const auto& cookie = answer.headers.at("set-cookie");
  const auto header = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
  EXPECT_EQ(site.ask("GET /api/project", header).status, 200);
}

TEST(Site, ServesThePageToAnyoneAndAsksWhetherItIsKnown) {
  const Visited site;
  const auto page = site.ask("GET /");
  EXPECT_EQ(page.body, "<title>");
  EXPECT_EQ(page.headers.at("cache-control"), "private, no-cache");
  const auto again = site.ask("GET /", "If-None-Match: " + page.headers.at("etag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_FALSE(again.headers.contains("content-length"));
}

TEST(Site, RefusesBodiesOfStrangersAndThoseThatAreTooLarge) {
  const Visited site;
  EXPECT_EQ(site.ask("POST /api/classes", kAuthorization, "abc").body, "abc");
  EXPECT_EQ(site.ask("POST /api/classes", kAuthorization, "01234567890").status, 413);
  EXPECT_EQ(site.ask("POST /api/classes", "", "01234567890").status, 401);
  EXPECT_EQ(site.ask("POST /", "", "0").status, 413);
}

TEST(Site, TellsBrowsersWhatTheyMayDoWithEveryAnswer) {
  const Visited site;
  for (const auto* request : {"GET /", "GET /nothing", "GET /api/project", "NONSENSE"}) {
    const auto answer = site.ask(request);
    EXPECT_THAT(answer.headers.at("content-security-policy"), HasSubstr("default-src 'none'"));
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(answer.headers.at("cross-origin-resource-policy"), "same-origin");
    EXPECT_EQ(answer.headers.at("cross-origin-opener-policy"), "same-origin");
    EXPECT_THAT(answer.body, Not(HasSubstr(kToken)));
  }
}

}  // namespace
}  // namespace panet::serve
