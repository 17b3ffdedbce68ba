#include "base/natural_order.h"

#include <algorithm>

namespace panet {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the run of digits that `text` begins with off it; leading zeros are dropped.
std::string_view take_number(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// Numbers of any length: the longer one is larger.
int compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

int compare_naturally(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    int order = 0;
    if (is_digit(a.front()) && is_digit(b.front())) {
      order = compare_numbers(take_number(a), take_number(b));
    } else {
      order = a.substr(0, 1).compare(b.substr(0, 1));
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    if (order != 0) return order;
  }
  return a.empty() ? (b.empty() ? 0 : -1) : 1;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare_naturally(a, b);
  return order != 0 ? order < 0 : a < b;
}

}  // namespace panet
