#include "parallel/store_table.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "panet/base/error.h"

namespace panet {
namespace {

constexpr std::size_t kAnyNumber = 0;

int64_t number_of(const std::string& text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end)
    throw Error("a counter of the ranks' store is no number");
  return number;
}

Texts yes_or_no(bool value) {
  return {value ? "1" : "0"};
}

}  // namespace

struct StoreTable::Kind {
  std::string_view name;
  std::size_t texts;  // of the question, its name counted
  Texts (StoreTable::*answer)(const Texts& question);
};

const StoreTable::Kind& StoreTable::kind_of(const Texts& question) {
  static constexpr Kind kKinds[] = {
      {"add", 3, &StoreTable::add},     {"swap", 4, &StoreTable::swap},
      {"set", 3, &StoreTable::set},     {"get", 2, &StoreTable::get},
      {"erase", 2, &StoreTable::erase}, {"has", kAnyNumber, &StoreTable::has},
      {"count", 1, &StoreTable::count}};
  const auto is_meant = [&](const Kind& kind) {
    return !question.empty() && kind.name == question[0] &&
           (kind.texts == kAnyNumber || kind.texts == question.size());
  };
  const auto* const found = std::ranges::find_if(kKinds, is_meant);
  if (found == std::end(kKinds)) throw Error("a question that the ranks' store does not know");
  return *found;
}

Texts StoreTable::answer(const Texts& question) {
  const auto& kind = kind_of(question);
  const std::lock_guard lock(mutex_);
  return (this->*kind.answer)(question);
}

Texts StoreTable::add(const Texts& question) {
  auto& text = texts_.try_emplace(question[1], "0").first->second;
  // Unsigned numbers may wrap.
  const auto sum =
      static_cast<uint64_t>(number_of(text)) + static_cast<uint64_t>(number_of(question[2]));
  text = std::to_string(static_cast<int64_t>(sum));
  return {text};
}

Texts StoreTable::swap(const Texts& question) {
  const auto &expected = question[2], &desired = question[3];
  const auto found = texts_.find(question[1]);
  if (found == texts_.end()) {
    if (!expected.empty()) return {expected};
    texts_[question[1]] = desired;
    return {desired};
  }
  if (found->second == expected) found->second = desired;
  return {found->second};
}

Texts StoreTable::set(const Texts& question) {
  texts_[question[1]] = question[2];
  return {};
}

Texts StoreTable::get(const Texts& question) {
  const auto found = texts_.find(question[1]);
  return found != texts_.end() ? Texts{found->second} : Texts{};
}

Texts StoreTable::erase(const Texts& question) {
  return yes_or_no(texts_.erase(question[1]) > 0);
}

Texts StoreTable::has(const Texts& question) {
  return yes_or_no(std::all_of(question.begin() + 1, question.end(),
                               [&](const auto& name) { return texts_.contains(name); }));
}

Texts StoreTable::count(const Texts& /*question*/) {
  return {std::to_string(texts_.size())};
}

}  // namespace panet
