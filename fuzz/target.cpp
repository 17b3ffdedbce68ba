#include "target.h"

#include <stdexcept>

#include "panet/base/note.h"
#include "panet/base/thread_count.h"
#include "panet/image/picture_limit.h"

namespace panet::fuzz {
namespace {

// What a file of a few kilobytes may well hold. So libFuzzer's limits of memory tell apart what a
// file holds and what it only says.
constexpr int64_t kMostPixels = 1 << 18;

std::vector<Target>& list() {
  static std::vector<Target> list;
  return list;
}

}  // namespace

Enlisted::Enlisted(const Target& target) {
  list().push_back(target);
}

const std::vector<Target>& targets() {
  return list();
}

void prepare() {
  static const NoteListener unheard([](const std::string&) {});
  set_max_pixels(kMostPixels);
  set_thread_count(1);
}

void read(const Target& target, Bytes bytes) {
  attempt([&] { target.read(bytes); });
}

void expect(bool is_so, const char* what) {
  if (!is_so) throw std::logic_error(what);
}

}  // namespace panet::fuzz
