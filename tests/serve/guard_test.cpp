#include "serve/http/guard.h"

#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

using test::error_of;
using test::Tells;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

const std::string kToken = "0123456789abcdef";

Request request(const std::string& path, std::map<std::string, std::string> headers = {}) {
  headers.emplace("host", "127.0.0.1:8080");
  return {.method = "GET", .path = path, .headers = std::move(headers)};
}

Request known(const std::string& path, std::map<std::string, std::string> headers = {}) {
  headers.emplace("authorization", "Bearer " + kToken);
  return request(path, std::move(headers));
}

// 0: it is let through.
int status_of(Request head, const std::string& listened_on = "127.0.0.1") {
  try {
    const auto audience =
        head.path.starts_with("/api/") ? Guard::Audience::kTokenHolders : Guard::Audience::kAnyone;
    const auto response = Guard(listened_on, 8080, kToken).answer_instead(head, audience);
    return response ? response->status : 0;
  } catch (const Failure& failure) {
    return failure.status();
  }
}

int status_for_host(const std::string& host, const std::string& listened_on = "127.0.0.1") {
  return status_of(known("/api/project", {{"host", host}}), listened_on);
}

TEST(Guard, AsksForATokenBelowApi) {
  EXPECT_EQ(status_of(request("/")), 0);
  EXPECT_EQ(status_of(request("/page.js")), 0);
  EXPECT_EQ(status_of(request("/api/project")), 401);
  EXPECT_EQ(status_of(request("/api/no-such-thing")), 401);
  EXPECT_EQ(status_of(request("/api/")), 401);
  EXPECT_EQ(status_of(known("/api/project")), 0);
}

// "panet:0123456789abcdef" and ":0123456789abcdef", as addresses with a password in them send it.
TEST(Guard, TakesTheTokenAsAPasswordOrAKey) {
  const auto status = [](const std::string& name, const std::string& value) {
    return status_of(request("/api/project", {{name, value}}));
  };
  EXPECT_EQ(status("authorization", "Basic cGFuZXQ6MDEyMzQ1Njc4OWFiY2RlZg=="), 0);
  EXPECT_EQ(status("authorization", "basic OjAxMjM0NTY3ODlhYmNkZWY="), 0);
  EXPECT_EQ(status("authorization", "Basic cGFuZXQ6MDEyMzQ1Njc4OWFiY2RlZQ=="), 401) << "...e";
  EXPECT_EQ(status("authorization", "Basic MDEyMzQ1Njc4OWFiY2RlZg=="), 401) << "no colon";
  EXPECT_EQ(status("authorization", "Basic "), 401);
  EXPECT_EQ(status("token", kToken), 0);
  EXPECT_EQ(status("token", "0123456789abcdee"), 401);
  EXPECT_EQ(status("token", ""), 401);
}

TEST(Guard, TakesTheTokenFromTheHeaderOrTheCookieOfItsPort) {
  const auto status = [](const std::string& name, const std::string& value) {
    return status_of(request("/api/project", {{name, value}}));
  };
  EXPECT_EQ(status("authorization", "Bearer " + kToken), 0);
  EXPECT_EQ(status("authorization", "bearer " + kToken), 0);
  EXPECT_EQ(status("authorization", kToken), 401);
  EXPECT_EQ(status("authorization", "Basic " + kToken), 401) << "not base64 of user:password";
  EXPECT_EQ(status("authorization", "Bearer "), 401);
  EXPECT_EQ(status("authorization", "Bearer " + kToken + kToken), 401);
  EXPECT_EQ(status("authorization", "Bearer 0123456789abcdeF"), 401);
  EXPECT_EQ(status("cookie", "panet-8080=" + kToken), 0);
  EXPECT_EQ(status("cookie", "a=b; panet-8080=" + kToken + "; c=d"), 0);
  EXPECT_EQ(status("cookie", "panet-8081=" + kToken), 401);
  EXPECT_EQ(status("cookie", "xpanet-8080=" + kToken), 401);
  EXPECT_EQ(status("cookie", "panet-8080"), 401);
  EXPECT_EQ(status("cookie", ";;="), 401);
}

TEST(Guard, TurnsTheTokenOfAnAddressIntoACookie) {
  auto head = request("/");
  head.query["token"] = kToken;
  const auto response =
      Guard("127.0.0.1", 8080, kToken).answer_instead(head, Guard::Audience::kAnyone);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 303);
  EXPECT_THAT(response->headers, Contains(Pair("Location", "/")));
  EXPECT_THAT(
      response->headers,
      Contains(Pair("Set-Cookie", "panet-8080=" + kToken + "; HttpOnly; SameSite=Strict; Path=/")));
}

TEST(Guard, AWrongTokenLeadsToThePageWithoutACookie) {
  for (const std::string wrong : {"0123456789abcdeF", ""}) {
    auto head = request("/");
    head.query["token"] = wrong;
    const auto response =
        Guard("127.0.0.1", 8080, kToken).answer_instead(head, Guard::Audience::kAnyone);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 303);
    EXPECT_THAT(response->headers, testing::ElementsAre(Pair("Location", "/")));
  }
}

TEST(Guard, TakesSecretsAwayFromWhatIsLetThrough) {
  auto head = known("/api/project", {{"cookie", "panet-8080=" + kToken}});
  EXPECT_EQ(Guard("127.0.0.1", 8080, kToken).answer_instead(head, Guard::Audience::kAnyone),
            std::nullopt);
  EXPECT_FALSE(head.headers.contains("authorization") || head.headers.contains("cookie"));
}

TEST(Guard, AnswersOnlyToItsOwnName) {
  for (const auto* host :
       {"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "localhost:9000"})
    EXPECT_EQ(status_for_host(host), 0) << host;
  for (const auto* host : {"", "evil.example:8080", "127.0.0.1.evil.example", "192.168.0.1:8080",
                           "localhost.evil.example", "[", "[::1", "[::1]x", "localhost:x", ":8080",
                           "127.0.0.1, localhost"})
    EXPECT_EQ(status_for_host(host), 421) << host;
  auto nameless = known("/api/project");
  nameless.headers.erase("host");
  EXPECT_EQ(status_of(nameless), 421);
}

TEST(Guard, AnswersToNumbersWhereItListensOnAllAddresses) {
  for (const auto* host : {"192.168.0.7:8080", "[fe80::1]:8080", "localhost:8080"})
    EXPECT_EQ(status_for_host(host, "0.0.0.0"), 0) << host;
  EXPECT_EQ(status_for_host("evil.example:8080", "0.0.0.0"), 421);
}

TEST(Guard, RefusesWhatAnotherPageAsks) {
  const auto status = [](const std::string& name, const std::string& value) {
    return status_of(known("/api/project", {{name, value}}));
  };
  EXPECT_EQ(status("origin", "http://127.0.0.1:8080"), 0);
  for (const auto* origin : {"http://localhost:8080", "http://127.0.0.1:3000",
                             "https://127.0.0.1:8080", "http://evil.example", "null", ""})
    EXPECT_EQ(status("origin", origin), 403) << origin;
  EXPECT_EQ(status("sec-fetch-site", "same-origin"), 0);
  EXPECT_EQ(status("sec-fetch-site", "none"), 0);
  EXPECT_EQ(status("sec-fetch-site", "cross-site"), 403);
  EXPECT_EQ(status("sec-fetch-site", "same-site"), 403);
  EXPECT_EQ(status_of(request("/", {{"origin", "http://evil.example"}})), 403);
}

TEST(Guard, LetsALinkElsewhereLeadToThePageButNotBelowApi) {
  const std::map<std::string, std::string> headers = {{"sec-fetch-site", "cross-site"},
                                                      {"sec-fetch-mode", "navigate"}};
  EXPECT_EQ(status_of(request("/", headers)), 0);
  EXPECT_EQ(status_of(known("/api/export/coco", headers)), 403);
  EXPECT_EQ(status_of(request("/page.js", {{"sec-fetch-site", "cross-site"}})), 403);
}

TEST(Guard, PrintsTheAddressThatOpensThePage) {
  EXPECT_EQ(Guard("127.0.0.1", 8080, kToken).address(), "http://127.0.0.1:8080/?token=" + kToken);
  EXPECT_EQ(Guard("::1", 8080, kToken).address(), "http://[::1]:8080/?token=" + kToken);
  EXPECT_THAT(Guard("0.0.0.0", 8080, kToken).address(), testing::Not(HasSubstr("0.0.0.0")));
}

TEST(Guard, TellsBrowsersToLoadNothingFromElsewhere) {
  EXPECT_THAT(Guard::headers(),
              Contains(Pair("Content-Security-Policy", HasSubstr("default-src 'none'"))));
}

TEST(Token, IsLongAndNeverTheSame) {
  EXPECT_EQ(random_token().size(), 64U);
  EXPECT_NE(random_token(), random_token());
}

TEST(Token, OfOnesOwn) {
  check_token(kToken);
  check_token("Aa0-_.~Aa0-_.~Aa0-_.~");
  for (const std::string token :
       {"", "short", "0123456789abcde ", "0123456789abcde;", "0123456789abcde\n"})
    EXPECT_THAT(error_of([&] { check_token(token); }), Tells("16 to 256")) << token;
}

}  // namespace
}  // namespace panet::serve
