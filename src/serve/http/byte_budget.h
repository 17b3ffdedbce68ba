#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace panet::serve {

// Bytes that several share.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t bytes) : left_(bytes) {}

  // A part of it, given back when it goes.
  class Share {
   public:
    Share() = default;
    Share(ByteBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}
    ~Share() { give_back(); }
    Share(Share&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    explicit operator bool() const { return budget_ != nullptr; }

   private:
    void give_back() {
      if (budget_ != nullptr) budget_->left_ += bytes_;
    }
    ByteBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  // An empty share where too little is left.
  Share take(std::size_t bytes) {
    auto left = left_.load();
    while (left >= bytes)
      if (left_.compare_exchange_weak(left, left - bytes)) return Share(*this, bytes);
    return {};
  }

 private:
  std::atomic<std::size_t> left_;
};

}  // namespace panet::serve
