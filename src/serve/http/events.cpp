#include "serve/http/events.h"

#include <fmt/format.h>

#include <utility>

#include "serve/http/failure.h"

namespace panet::serve {
namespace {

constexpr std::size_t kMostListeners = 64;
constexpr std::size_t kMostBytes = 256 << 10;  // that wait for one client

}  // namespace

void EventQueue::put(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (content_.is_cut_off || content_.is_closed) return;
  content_.is_cut_off = content_.text.size() + text.size() > kMostBytes;
  if (content_.is_cut_off) {
    content_.text.clear();
  } else {
    content_.text += text;
  }
  if (wake_) wake_();
}

void EventQueue::close() {
  const std::lock_guard lock(mutex_);
  content_.is_closed = true;
  if (wake_) wake_();
}

void EventQueue::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  std::swap(wake_, wake);
}

EventQueue::Content EventQueue::take() {
  const std::lock_guard lock(mutex_);
  auto content = content_;
  content_.text.clear();
  return content;
}

std::shared_ptr<EventQueue> Broadcast::listen() {
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
  if (listeners_.size() >= kMostListeners)
    throw Busy(fmt::format("{} pages listen already", kMostListeners));
  auto queue = std::make_shared<EventQueue>();
  if (is_closed_) queue->close();
  listeners_.push_back(queue);
  return queue;
}

void Broadcast::send(const Event& event) {
  const auto text =
      fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.id, event.name, event.data);
  const std::lock_guard lock(mutex_);
  for (const auto& listener : listeners_)
    if (const auto queue = listener.lock()) queue->put(text);
}

void Broadcast::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  for (const auto& listener : listeners_)
    if (const auto queue = listener.lock()) queue->close();
}

}  // namespace panet::serve
