#pragma once

#include <functional>
#include <string>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// What a reader left out, or took in another way than it stands in the file, without being stopped
// by it: nothing of a user's is passed over without a word. A note names the file and what was
// done; like an error it is meant to be shown as it is. May be called from any thread.
void note(const std::string& text);

// Hears the notes of all threads while it lives, one at a time; a later listener takes the place of
// an earlier one until it goes, in whatever order they go. Where nobody listens, notes go to the
// standard error stream, as do those of a listener itself while it hears one.
class NoteListener {
 public:
  using Hear = std::function<void(const std::string&)>;

  explicit NoteListener(Hear hear);
  ~NoteListener();
  NoteListener(const NoteListener&) = delete;
  NoteListener& operator=(const NoteListener&) = delete;

 private:
  Hear hear_;
  NoteListener* before_;
  friend void note(const std::string& text);
};

}  // namespace panet
