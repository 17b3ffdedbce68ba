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

// True while this thread tells a listener something.
class Telling {
 public:
  Telling() { is_under_way = true; }
  ~Telling() { is_under_way = false; }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;

  static inline thread_local bool is_under_way = false;
};

void print(const std::string& text) {
  std::fprintf(stderr, "panet: %s\n", plain_text(text).c_str());
}

}  // namespace

void note(const std::string& text) {
  if (Telling::is_under_way) return print(text);
  const std::lock_guard lock(mutex());
  if (listener() == nullptr) return print(text);
  const Telling telling;
  listener()->hear_(text);
}

NoteListener::NoteListener(Hear hear) : hear_(std::move(hear)) {
  const std::lock_guard lock(mutex());
  before_ = std::exchange(listener(), this);
}

NoteListener::~NoteListener() {
  const std::lock_guard lock(mutex());
  NoteListener** place = &listener();
  while (*place != this) place = &(*place)->before_;
  *place = before_;
}

}  // namespace panet
