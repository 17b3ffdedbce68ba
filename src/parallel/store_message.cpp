#include "parallel/store_message.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "panet/base/error.h"

namespace panet {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

// Gloo's addresses of thousands of ranks take less than a megabyte.
constexpr std::size_t kMostBytes = 16 << 20;

}  // namespace

// cppcheck-suppress passedByValue
asio::awaitable<void> sent(tcp::socket& socket, Texts texts) {
  const auto body = packed(texts);
  if (body.size() > kMostBytes) throw Error("a message to the ranks' store is too long");
  const auto whole = packed_length(body.size()) + body;
  co_await asio::async_write(socket, asio::buffer(whole), use_awaitable);
}

asio::awaitable<Texts> received(tcp::socket& socket) {
  std::array<char, 4> head;
  co_await asio::async_read(socket, asio::buffer(head), use_awaitable);
  const auto length = unpacked_length({head.data(), head.size()});
  if (length > kMostBytes) throw Error("a message of the ranks' store is too long");
  std::string body(length, '\0');
  co_await asio::async_read(socket, asio::buffer(body), use_awaitable);
  co_return unpacked(body);
}

}  // namespace panet
