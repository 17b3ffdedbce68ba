#include "parallel/c10d_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "panet/base/error.h"

namespace panet {
namespace {

using Ask = Store::Ask;
using Bytes = std::vector<uint8_t>;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause(1), kLongestPause(50);  // between looks for what has to come

std::string text_of(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

Bytes bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

class AskingStore : public c10d::Store {
 public:
  explicit AskingStore(Ask ask) : ask_(std::move(ask)) {}

  // Newer ones have more of these, for texts.
  using c10d::Store::compareSet;
  using c10d::Store::set;

  void set(const std::string& key, const Bytes& value) override {
    ask_({"set", key, text_of(value)});
  }

  Bytes compareSet(const std::string& key, const Bytes& expected, const Bytes& desired) override {
    return bytes_of(ask_({"swap", key, text_of(expected), text_of(desired)}).at(0));
  }

  Bytes get(const std::string& key) override {
    wait({key});
    return bytes_of(ask_({"get", key}).at(0));
  }

  int64_t add(const std::string& key, int64_t number) override {
    return std::stoll(ask_({"add", key, std::to_string(number)}).at(0));
  }

  bool deleteKey(const std::string& key) override { return ask_({"erase", key}).at(0) == "1"; }

  bool check(const std::vector<std::string>& keys) override {
    Texts question = {"has"};
    question.insert(question.end(), keys.begin(), keys.end());
    return ask_(question).at(0) == "1";
  }

  int64_t getNumKeys() override { return std::stoll(ask_({"count"}).at(0)); }

  void wait(const std::vector<std::string>& keys) override { wait(keys, timeout_); }

  void wait(const std::vector<std::string>& keys, const milliseconds& limit) override {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (auto pause = kFirstPause; !check(keys); pause = std::min(2 * pause, kLongestPause)) {
      if (limit != kNoTimeout && std::chrono::steady_clock::now() > end)
        throw Error(fmt::format("no other rank said {} in time", fmt::join(keys, ", ")));
      std::this_thread::sleep_for(pause);
    }
  }

 private:
  const Ask ask_;
};

}  // namespace

c10::intrusive_ptr<c10d::Store> c10d_store_of(Store::Ask ask) {
  return c10::make_intrusive<AskingStore>(std::move(ask));
}

}  // namespace panet
