#include "panet/base/note.h"

#include <cstdio>
#include <mutex>
#include <utility>

#include "base/plain_text.h"

namespace panet {
namespace {

std::mutex& mutex() {
  static std::mutex one;
  return one;
}

NoteListener*& listener() {
  static NoteListener* last = nullptr;
  return last;
}

}  // namespace

void note(const std::string& text) {
  const std::lock_guard lock(mutex());
  if (listener() != nullptr) return listener()->hear_(text);
  std::fprintf(stderr, "panet: %s\n", plain_text(text).c_str());
}

NoteListener::NoteListener(Hear hear) : hear_(std::move(hear)) {
  const std::lock_guard lock(mutex());
  before_ = std::exchange(listener(), this);
}

NoteListener::~NoteListener() {
  const std::lock_guard lock(mutex());
  listener() = before_;
}

}  // namespace panet
