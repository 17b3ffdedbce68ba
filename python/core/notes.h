#pragma once

namespace panet::python {

// From now on notes (panet/base/note.h) wait for somebody who holds Python's lock to tell them.
void keep_notes();

// Tells what waits as Python's warnings. The lock is held. Throws what Python makes of a warning
// where the user wants warnings to be errors.
void warn_of_notes();

}  // namespace panet::python
