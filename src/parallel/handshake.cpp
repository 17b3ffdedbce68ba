#include "parallel/handshake.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string_view>

#include "parallel/proof.h"

namespace panet {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr std::string_view kGreeting = "panet store 1\n";
using Greeting = std::array<char, kGreeting.size()>;
using Verdict = std::array<char, 1>;

// Buffers of everything that travels together.
template <typename... Parts>
auto together(Parts&... parts) {
  return std::array{asio::buffer(parts)...};
}

}  // namespace

// A coroutine keeps its parameters: what it is given may be gone when it goes on.
// cppcheck-suppress passedByValue
asio::awaitable<bool> admitted(tcp::socket& guest, std::string secret) {
  Greeting greeting;
  std::ranges::copy(kGreeting, greeting.begin());
  auto own = fresh_nonce();
  co_await asio::async_write(guest, together(greeting, own), use_awaitable);

  Nonce other;
  Proof proof;
  co_await asio::async_read(guest, together(other, proof), use_awaitable);
  const bool knows = is_same(proof, proof_of(secret, End::guest, own, other));

  Verdict verdict = {knows ? '\1' : '\0'};
  auto answer = knows ? proof_of(secret, End::host, own, other) : Proof{};
  co_await asio::async_write(guest, together(verdict, answer), use_awaitable);
  co_return knows;
}

// cppcheck-suppress passedByValue
asio::awaitable<Welcome> welcome_at(tcp::socket& host, std::string secret) {
  Greeting greeting;
  Nonce other;
  co_await asio::async_read(host, together(greeting, other), use_awaitable);
  if (!std::ranges::equal(greeting, kGreeting)) co_return Welcome::no_store;

  auto own = fresh_nonce();
  auto proof = proof_of(secret, End::guest, other, own);
  co_await asio::async_write(host, together(own, proof), use_awaitable);

  Verdict verdict;
  Proof answer;
  co_await asio::async_read(host, together(verdict, answer), use_awaitable);
  const bool knows = is_same(answer, proof_of(secret, End::host, other, own));
  co_return verdict[0] == '\1' && knows ? Welcome::yes : Welcome::other_secret;
}

}  // namespace panet
