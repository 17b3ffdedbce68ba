#include "train/network/torch_error.h"

#include <string_view>

#include "base/not_enough_memory.h"

namespace panet {

std::string plain_message(const std::exception& error) {
  const auto* const torch_error = dynamic_cast<const c10::Error*>(&error);
  const std::string text =
      torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
  return text.substr(0, text.find('\n'));
}

bool is_out_of_memory(const c10::Error& error) {
  const std::string_view text = error.what_without_backtrace();
  return text.find("can't allocate memory") != text.npos || text.find("out of memory") != text.npos;
}

void throw_in_words(const c10::Error& error) {
  if (is_out_of_memory(error)) throw NotEnoughMemory("not enough memory");
  throw Error("LibTorch: " + plain_message(error));
}

}  // namespace panet
