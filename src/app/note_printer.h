#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_set>

#include "panet/base/note.h"

namespace panet::app {

// Tells the notes of the library (base/note.h) while it lives: equal ones once, the first few of
// each kind, and in the end how many more of a kind there were. Of one kind are those that differ
// in the file they name, which stands first, and in numbers.
class NotePrinter {
 public:
  NotePrinter();
  ~NotePrinter();
  NotePrinter(const NotePrinter&) = delete;
  NotePrinter& operator=(const NotePrinter&) = delete;

 private:
  void hear(const std::string& text);

  std::unordered_set<std::size_t> heard_;  // by their hashes: there may be very many
  std::map<std::string, std::size_t> kinds_;
  NoteListener listener_;  // last: it goes before what it fills
};

}  // namespace panet::app
