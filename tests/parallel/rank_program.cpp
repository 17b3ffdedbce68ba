// One rank of the tests, started with the variables of a launch: rank_program WHAT.
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>

#include "base/launch.h"
#include "base/parallel.h"
#include "panet/base/error.h"
#include "panet/parallel/ranks.h"
#include "parallel/door.h"
#include "parallel/gradient_buckets.h"

namespace panet {
namespace {

// A number in the environment, for tests that want other patience.
std::chrono::milliseconds time_in(const char* name, std::chrono::milliseconds otherwise) {
  const auto text = environment_variable(name);
  return text ? std::chrono::milliseconds(std::stol(*text)) : otherwise;
}

RanksOptions quick_options() {
  return {.heartbeat = std::chrono::milliseconds(500),
          .lost_after = time_in("LOST_AFTER_MS", std::chrono::milliseconds(4000)),
          .meeting = time_in("MEETING_MS", std::chrono::milliseconds(60000)),
          .advice = "Start again."};
}

// A line of what a test looks at.
template <typename... Arguments>
void tell(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::print(format, std::forward<Arguments>(arguments)...);
  fmt::print("\n");
  std::fflush(stdout);
}

std::string text_of(const torch::Tensor& tensor) {
  const auto flat = tensor.detach().to(torch::kDouble).contiguous().view(-1);
  std::string text;
  for (int64_t i = 0; i < flat.numel(); ++i)
    text += fmt::format("{}{:g}", i == 0 ? "" : " ", flat[i].item<double>());
  return text;
}

void collectives(Ranks& ranks) {
  const auto floats = torch::full({2, 3}, ranks.rank() + 1.0F);
  ranks.sum(floats);
  tell("floats {}", text_of(floats));
  const auto large = torch::full({2}, (int64_t{1} << 60) + ranks.rank(), torch::kInt64);
  ranks.sum(large);
  tell("integers {}", large[0].item<int64_t>());
  const auto image =
      torch::full({1, 3, 2, 2}, float(ranks.rank())).to(torch::MemoryFormat::ChannelsLast);
  ranks.broadcast(image);
  tell("broadcast {}", text_of(image.sum()));
  tell("any {} {}", ranks.any(ranks.rank() == 1), ranks.any(false));
  const auto none = torch::empty({0});
  ranks.sum(none);
  auto early = torch::ones({4}), late = torch::ones({5});
  auto first = ranks.start_sum(early), second = ranks.start_sum(late);
  second.wait();
  first.wait();
  first.wait();
  tell("pending {} {}", text_of(early[0]), text_of(late[0]));
  ranks.barrier();
  tell("first {} local {}", ranks.is_first(), ranks.local_size());
}

// Ranks come to their end at different times.
void part_late(Ranks& ranks) {
  std::this_thread::sleep_for(std::chrono::milliseconds(400 * ranks.rank()));
  tell("through");
}

void loop_of_sums(Ranks& ranks) {
  for (int i = 0;; ++i) {
    ranks.sum(torch::ones({1000}));
    if (i == 10) tell("under way");
  }
}

void many_sums(Ranks& ranks) {
  const auto sum = torch::zeros({1}, torch::kInt64);
  for (int i = 0; i < 3000; ++i) {
    const auto ones = torch::ones({1}, torch::kInt64);
    ranks.sum(ones);
    sum.add_(ones);
  }
  tell("sums {}", sum.item<int64_t>());
}

bool lets_in(int door) {
  sockaddr_storage address = {};
  socklen_t length = sizeof address;
  ::getsockname(door, reinterpret_cast<sockaddr*>(&address), &length);
  const int guest = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  ::connect(guest, reinterpret_cast<sockaddr*>(&address), length);
  pollfd connected = {.fd = guest, .events = POLLOUT, .revents = 0};
  const bool is_in = ::poll(&connected, 1, 250) == 1 && (connected.revents & POLLERR) == 0;
  ::close(guest);
  return is_in;
}

// At how many of its sockets this rank listens, and is heard.
void doors(Ranks& ranks) {
  ranks.barrier();
  tell("open {}", std::ranges::count_if(listening_sockets(), lets_in));
}

void loop_alone(Ranks& ranks) {
  ranks.barrier();
  tell("under way");
  for (;;) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

// Nothing that rank 1 writes goes anywhere any more.
void cut_off(Ranks& ranks) {
  ranks.barrier();
  if (ranks.rank() == 1)
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
      ::shutdown(std::stoi(entry.path().filename()), SHUT_WR);
  ranks.barrier();
}

// Rank 1 has an error of its own, the others wait for it in a collective.
void error_of_one(Ranks& ranks) {
  ranks.barrier();
  if (ranks.rank() == 1) throw Error("this picture is broken");
  ranks.barrier();
}

// A loss whose gradients are, for weights a, b (unused) and c: 2(rank + 1), none, (rank + 1) * 3.
void gradients(Ranks& ranks) {
  const auto options = torch::TensorOptions().requires_grad(true);
  const auto a = torch::ones({2, 2}, options), b = torch::ones({3}, options),
             c = torch::ones({2}, options), frozen = torch::ones({7});
  GradientBuckets buckets(ranks, {a, b, c, frozen}, {.bucket_bytes = 16});
  const auto loss = [&] { return (ranks.rank() + 1) * (2 * a.sum() + 3 * (c * frozen[0]).sum()); };
  for (int step = 0; step < 2; ++step) {
    loss().backward();  // accumulates on this rank
    buckets.begin();
    loss().backward();
    tell("buckets {} started {}", buckets.count(), buckets.started());
    buckets.finish();
    tell("gradients {} | {} | {}", text_of(a.grad()), text_of(b.grad()), text_of(c.grad()));
    for (const auto& parameter : {a, b, c}) parameter.grad().zero_();
  }
}

// How many buckets were under way when backward came to the first layer, the last it reaches.
void overlap(Ranks& ranks) {
  torch::manual_seed(1);
  std::vector<torch::Tensor> layers;
  for (int i = 0; i < 8; ++i) layers.push_back((torch::randn({64, 64}) / 8).requires_grad_());
  GradientBuckets buckets(ranks, layers, {.bucket_bytes = 2 * 64 * 64 * sizeof(float)});
  std::size_t under_way = 0;
  auto x = torch::randn({16, 64});
  for (const auto& layer : layers) {
    x = x.mm(layer);
    if (&layer == &layers.front())
      x.register_hook([&](const torch::Tensor&) { under_way = buckets.started(); });
  }
  buckets.begin();
  x.square().sum().backward();
  tell("under way {} of {}", under_way, buckets.count());
  buckets.finish();
}

void other_parameters(Ranks& ranks) {
  const auto weight = torch::ones({4 + ranks.rank()}, torch::TensorOptions().requires_grad(true));
  GradientBuckets(ranks, {weight});
}

int run(const std::string& what) {
  const std::map<std::string, std::function<void(Ranks&)>> all = {
      {"collectives", collectives},
      {"part_late", part_late},
      {"loop_of_sums", loop_of_sums},
      {"loop_alone", loop_alone},
      {"cut_off", cut_off},
      {"error_of_one", error_of_one},
      {"gradients", gradients},
      {"many_sums", many_sums},
      {"doors", doors},
      {"overlap", overlap},
      {"other_parameters", other_parameters}};
  try {
    set_thread_count(1);
    auto ranks = Ranks::from_environment(torch::kCPU, quick_options());
    all.at(what)(ranks);
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace panet

int main(int argc, char** argv) {
  return panet::run(argc == 2 ? argv[1] : "");
}
