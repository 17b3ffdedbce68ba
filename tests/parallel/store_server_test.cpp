#include "parallel/store_server.h"

#include <chrono>
#include <deque>
#include <thread>

#include "free_port.h"
#include "parallel/store_connection.h"
#include "stranger.h"
#include "support.h"

namespace panet {
namespace {

using test::does_somebody_listen;
using test::error_of;
using test::strange_bytes;
using test::StrangeProgram;
using test::Stranger;
using test::Tells;
using Clock = std::chrono::steady_clock;

constexpr const char* kSecret = "a secret of these tests";

// A store with a secret, and who comes to it.
struct Served : testing::Test {
  StoreConnection connection(const std::string& secret = kSecret) const {
    return guest_of(port, secret, std::chrono::seconds(10));
  }
  static StoreConnection guest_of(int port, const std::string& secret, Clock::duration limit) {
    const Launch launch = {
        .rank = 1, .size = 2, .master_address = "127.0.0.1", .master_port = port, .secret = secret};
    return {launch, launch.master_address, Clock::now() + limit, limit};
  }

  const int port = test::free_port();
  StoreServer server{"127.0.0.1", port, kSecret};
};

TEST_F(Served, WhoKnowsTheSecretAsks) {
  auto one = connection(), other = connection();
  EXPECT_EQ(one.ask({"add", "ranks", "1"}), Texts{"1"});
  EXPECT_EQ(other.ask({"add", "ranks", "1"}), Texts{"2"});
  EXPECT_EQ(server.answer({"get", "ranks"}), Texts{"2"});
  EXPECT_EQ(one.route().remote, "127.0.0.1");
  EXPECT_EQ(one.ask({"get", StoreServer::kSentAway}), Texts{});
}

TEST_F(Served, LongTextsTravelWhole) {
  const std::string text(5 << 20, 'a');
  auto guest = connection();
  guest.ask({"set", "long", text});
  EXPECT_EQ(guest.ask({"get", "long"}), Texts{text});
}

TEST_F(Served, AnotherSecretIsRefusedAtOnce) {
  for (const std::string secret : {"", "a secret of these test", "another secret, as long"})
    EXPECT_THAT(error_of([&] { connection(secret); }),
                Tells("rank 0 at 127.0.0.1:", "another secret than rank 1", "PANET_RANK_SECRET"));
  EXPECT_EQ(connection().ask({"get", StoreServer::kSentAway}), Texts{"3"});
}

// Each keeps its connection, with half a message in it.
TEST_F(Served, StrangersKeepNobodyWaiting) {
  std::deque<Stranger> strangers;
  for (const auto& bytes : strange_bytes()) strangers.emplace_back(port).send(bytes);
  const auto begin = Clock::now();
  auto guest = connection();
  EXPECT_EQ(guest.ask({"get", "failure"}), Texts{});
  EXPECT_EQ(guest.ask({"get", "/failure"}), Texts{});
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(Served, StrangersDoNotDisturbWhoWasThereBefore) {
  auto guest = connection();
  guest.ask({"add", "ranks", "1"});
  std::deque<Stranger> strangers;
  for (const auto& bytes : strange_bytes()) {
    strangers.emplace_back(port).send(bytes);
    EXPECT_EQ(guest.ask({"add", "ranks", "0"}), Texts{"1"});
  }
}

TEST_F(Served, WhoSaysMoreThanAProofIsSentAway) {
  for (const auto& bytes : {std::string(64, '\0'), std::string(1 << 20, 'x')}) {
    Stranger stranger(port);
    stranger.send(bytes);
    EXPECT_TRUE(stranger.is_sent_away());
  }
}

TEST_F(Served, OfIdleConnectionsTheLatestAreKept) {
  std::deque<Stranger> strangers;
  for (int i = 0; i < 300; ++i) strangers.emplace_back(port);
  auto guest = connection();
  EXPECT_EQ(guest.ask({"count"}), Texts{"1"});  // of those sent away
  EXPECT_TRUE(strangers.front().is_sent_away());
  EXPECT_FALSE(strangers.back().is_sent_away(std::chrono::milliseconds(50)));
  EXPECT_EQ(guest.ask({"count"}), Texts{"1"});
}

TEST_F(Served, WhatIsNoQuestionEndsTheConnectionAlone) {
  auto strange = connection(), guest = connection();
  EXPECT_THROW(strange.ask({"drop", "everything"}), BrokenConnection);
  EXPECT_THROW(strange.ask({"count"}), BrokenConnection);
  EXPECT_EQ(guest.ask({"count"}), Texts{"0"});
}

TEST_F(Served, ListensWhereItIsToldAlone) {
  EXPECT_TRUE(does_somebody_listen("127.0.0.1", port));
  EXPECT_FALSE(does_somebody_listen("127.0.0.2", port));
}

// Its own name is often an address of the loopback, by which the others do not come.
TEST(StoreServer, ListensEverywhereForANameThatIsNoneOfItsInterfaces) {
  const int port = test::free_port();
  const StoreServer server("203.0.113.1", port, kSecret);
  EXPECT_TRUE(does_somebody_listen("127.0.0.1", port));
  EXPECT_TRUE(does_somebody_listen("127.0.0.2", port));
}

TEST(StoreServer, IsMissedWhereAnotherProgramListens) {
  const StrangeProgram silent(""),
      talkative("220 mail.example ESMTP, and what else it may say\r\n");
  const auto coming_to = [](int port) {
    return error_of([&] { Served::guest_of(port, kSecret, std::chrono::milliseconds(500)); });
  };
  EXPECT_THAT(coming_to(silent.port()), Tells("rank 0 does not answer", "no answer in time"));
  EXPECT_THAT(coming_to(talkative.port()), Tells("another program listens there", "MASTER_PORT"));
}

// It took the port before rank 0 could, and says what rank 0 would; it cannot prove it.
TEST(StoreServer, IsNotTakenForOneThatOnlySaysYes) {
  const StrangeProgram false_host("panet store 1\n" + std::string(32, 'n') + '\1' +
                                  std::string(32, 'p'));
  EXPECT_THAT(
      error_of([&] { Served::guest_of(false_host.port(), kSecret, std::chrono::seconds(5)); }),
      Tells("another secret"));
}

}  // namespace
}  // namespace panet
