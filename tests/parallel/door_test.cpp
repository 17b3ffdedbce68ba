#include "parallel/door.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "started_ranks.h"
#include "stranger.h"
#include "support.h"

namespace panet {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

TEST(Door, ThatIsShutLetsNobodyInAndNobodyOut) {
  asio::io_context context;
  tcp::acceptor door(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const int port = door.local_endpoint().port();
  EXPECT_TRUE(listening_sockets().contains(door.native_handle()));
  tcp::socket inside(context), outside(context);
  outside.connect(door.local_endpoint());
  door.accept(inside);

  EXPECT_TRUE(test::does_somebody_listen("127.0.0.1", port));
  shut(door.native_handle());
  EXPECT_FALSE(test::does_somebody_listen("127.0.0.1", port));

  char byte = 'a';
  asio::write(outside, asio::buffer(&byte, 1));
  EXPECT_EQ(asio::read(inside, asio::buffer(&byte, 1)), 1u);
}

// Rank 0 still listens at the port where all met. An older Gloo closes its own by itself.
TEST(Door, OfGlooIsShutWhenAllAreConnected) {
  test::StartedRanks ranks("doors", 2);
  ranks.start_all();
  for (const int rank : {0, 1}) {
    EXPECT_EQ(ranks.exit_code(rank), 0) << ranks.error(rank);
    EXPECT_EQ(ranks.output(rank), rank == 0 ? "open 1\n" : "open 0\n");
  }
}

}  // namespace
}  // namespace panet
