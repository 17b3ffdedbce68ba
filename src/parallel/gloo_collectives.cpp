#include <fmt/format.h>

#include <exception>
#include <functional>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "panet/base/error.h"
#include "parallel/collectives.h"
#include "parallel/ending.h"
#include "parallel/group.h"
#include "parallel/heartbeat.h"
#include "parallel/meeting.h"
#include "train/network/torch_error.h"

namespace panet {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kGoodbyes = "goodbyes";  // of ranks that use the groups no more
constexpr const char* kGone = "gone";          // ranks that use the store no more
constexpr std::chrono::milliseconds kPause(20);

// Runs it in a thread of its own, which is left behind where that hangs. → the result, or what it
// throws; not ready after `limit` where it hangs.
template <typename Result>
std::future<Result> tried(Clock::duration limit, std::function<Result()> action) {
  std::packaged_task<Result()> task(std::move(action));
  auto result = task.get_future();
  std::thread(std::move(task)).detach();
  result.wait_for(limit);
  return result;
}

template <typename Result>
bool is_ready(const std::future<Result>& result) {
  return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Connects the ranks to each other.
Group connected(const Launch& launch, const RanksOptions& options, const Meeting& meeting) {
  auto group = tried<Group>(options.meeting, [launch, meeting] {
    return gloo_group(launch, meeting.store, meeting.own_address);
  });
  const auto failed = [&](const std::string& why) {
    return Error(fmt::format(
        "rank {} of {} cannot connect {} to the other ranks: {}; do firewalls leave all ports open "
        "between the machines? GLOO_SOCKET_IFNAME=NAME chooses the network interface",
        launch.rank, launch.size, meeting.own_address, why));
  };
  if (!is_ready(group)) throw failed("no answer in time");
  try {
    return group.get();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw failed(plain_message(error));
  }
}

// What a rank that failed leaves to the end of the process.
struct Remains {
  Meeting meeting;
  std::unique_ptr<Heartbeat> heartbeat;
  std::optional<Group> cpu, cuda;
};

class GlooCollectives : public Collectives {
 public:
  GlooCollectives(const Launch& launch, torch::Device device, const RanksOptions& options)
      : launch_(launch), options_(options), meeting_(meet(launch, options)) {
    heartbeat_ = std::make_unique<Heartbeat>(launch_, options_, meeting_.store.another());
    try {
      cpu_ = connected(launch_, options_, meeting_);
      if (device.is_cuda()) cuda_ = nccl_group(launch_, meeting_.store);
    } catch (...) {
      fail();
      throw;
    }
  }

  ~GlooCollectives() override {
    if (std::uncaught_exceptions() > exceptions_)
      fail();
    else
      part();
  }

  int local_size() const override { return meeting_.local_size; }

  PendingSum start_sum(const torch::Tensor& tensor) override {
    return PendingSum([this, work = started(&Group::sum, tensor)] { wait(*work); });
  }

  void broadcast(const torch::Tensor& tensor) override {
    wait(*started(&Group::broadcast, tensor));
  }

 private:
  c10::intrusive_ptr<c10d::Work> started(Group::Start Group::*collective,
                                         const torch::Tensor& tensor) {
    const auto& group = tensor.is_cuda() && cuda_ ? *cuda_ : *cpu_;
    std::vector<torch::Tensor> tensors = {tensor.detach()};
    return (group.*collective)(tensors);
  }

  void wait(c10d::Work& work) {
    try {
      work.wait();
    } catch (const std::exception& error) {
      const auto reason = heartbeat_->reason();
      throw Error(reason ? *reason
                         : fmt::format("a connection between the {} ranks broke ({}), though all "
                                       "of them give signs of life. {}",
                                       launch_.size, plain_message(error), options_.advice));
    }
  }

  // Tells the others to end. The connections and threads are left to the end of the process: to
  // take them down would wait for ranks that may not answer any more.
  void fail() noexcept;

  // Leaves when nobody needs this rank any more.
  void part() noexcept;
  void wait_for(const char* counter, int count, Clock::duration limit);

  const Launch launch_;
  const RanksOptions options_;
  const int exceptions_ = std::uncaught_exceptions();
  Meeting meeting_;
  std::unique_ptr<Heartbeat> heartbeat_;
  std::optional<Group> cpu_, cuda_;
};

void GlooCollectives::fail() noexcept {
  heartbeat_->stop();
  // Rank 0 may not answer, or be gone; then the others know by themselves.
  tried<void>(3 * options_.heartbeat, [launch = launch_, options = options_,
                                       store = meeting_.store]() mutable {
    tell_failure(store, fmt::format("rank {} of {} ended with an error, which it tells itself; the "
                                    "others end. {}",
                                    launch.rank, launch.size, options.advice));
    if (launch.rank == 0) wait_until_informed(store, launch.size - 1, 2 * options.heartbeat);
  });
  static auto* const kept = new std::vector<Remains>();
  kept->push_back({std::move(meeting_), std::move(heartbeat_), std::move(cpu_), std::move(cuda_)});
}

void GlooCollectives::wait_for(const char* counter, int count, Clock::duration limit) {
  const auto end = Clock::now() + limit;
  while (meeting_.store.value(counter) < count && Clock::now() < end)
    std::this_thread::sleep_for(kPause);
}

void GlooCollectives::part() noexcept {
  try {
    auto store = meeting_.store;
    store.add(kGoodbyes, 1);
    wait_for(kGoodbyes, launch_.size, Clock::duration::max() / 2);  // the heartbeat watches
    cuda_.reset();
    cpu_.reset();
    heartbeat_.reset();
    if (launch_.rank == 0)
      wait_for(kGone, launch_.size - 1, options_.lost_after);
    else
      tried<void>(options_.lost_after, [store]() mutable { store.add(kGone, 1); });
  } catch (const std::exception&) {
    // The work is done; that rank 0 went before its time changes nothing.
  }
}

}  // namespace

std::unique_ptr<Collectives> collectives_of(const Launch& launch, torch::Device device,
                                            const RanksOptions& options) {
  return std::make_unique<GlooCollectives>(launch, device, options);
}

}  // namespace panet
