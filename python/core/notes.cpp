#include "core/notes.h"

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/text.h"
#include "panet/base/note.h"

namespace panet::python {
namespace {

struct WaitingNotes {
  std::mutex mutex;
  std::vector<std::string> texts;
};

WaitingNotes& waiting() {
  static WaitingNotes notes;
  return notes;
}

void keep(const std::string& text) {
  const std::lock_guard lock(waiting().mutex);
  waiting().texts.push_back(text);
}

std::vector<std::string> taken() {
  const std::lock_guard lock(waiting().mutex);
  return std::exchange(waiting().texts, {});
}

}  // namespace

void keep_notes() {
  waiting();  // outlives the listener
  static const NoteListener listener(keep);
}

void warn_of_notes() {
  for (const auto& text : taken())
    pybind11::module_::import("warnings")
        .attr("warn")(str_of(text), pybind11::arg("stacklevel") = 2);
}

}  // namespace panet::python
