#include "serve/http/pulled_chunks.h"

#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "base/bounded_queue.h"
#include "panet/base/error.h"

namespace panet::serve {
namespace {

constexpr std::size_t kAhead = 4;
constexpr std::size_t kChunk = 64 << 10;  // small pieces are put together

class Chunks {
 public:
  explicit Chunks(std::function<void(const ChunkSink&)> write)
      : write_(std::move(write)), thread_([this] { run(); }) {}
  ~Chunks() { chunks_.close(); }
  Chunks(const Chunks&) = delete;
  Chunks& operator=(const Chunks&) = delete;

  std::optional<std::string> next() {
    auto chunk = chunks_.pop();
    if (!chunk && trouble_) std::rethrow_exception(trouble_);
    return chunk;
  }

 private:
  void run() {
    try {
      write_([this](std::span<const std::byte> bytes) { add(bytes); });
      if (!filling_.empty()) push();
    } catch (...) {
      trouble_ = std::current_exception();
    }
    chunks_.close();  // after which the other thread may look at `trouble_`
  }

  void add(std::span<const std::byte> bytes) {
    filling_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (filling_.size() >= kChunk) push();
  }

  void push() {
    if (!chunks_.push(std::exchange(filling_, {}))) throw Error("nobody takes it any longer");
  }

  std::function<void(const ChunkSink&)> write_;
  BoundedQueue<std::string> chunks_{kAhead};
  std::string filling_;
  std::exception_ptr trouble_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace

BodySource pulled_chunks(std::function<void(const ChunkSink&)> write) {
  return [chunks = std::make_shared<Chunks>(std::move(write))] { return chunks->next(); };
}

}  // namespace panet::serve
