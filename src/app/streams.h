#pragma once

#include <string_view>

namespace panet::app {

// All that the program says goes through here. Names and texts out of files cannot command a
// terminal: control characters are escaped on their way out (base/plain_text.h).

// On the standard output, at once. What could not be written is told by finish_printing().
void print(std::string_view text);       // line breaks stay
void print_line(std::string_view line);  // line breaks within it are escaped
// panet::Error where any of what was printed got lost; Exit, so without a word, where it was for a
// pipe whose reader left: head has seen enough.
void finish_printing();

// On the standard error stream; nothing happens where that is closed or full: a job does not end
// because nobody can hear of it.
void tell(std::string_view line);
void tell_lines(std::string_view text);

// Draws `line` over the one that was drawn before, on a terminal; what is told or printed there
// takes its place.
void draw_line(std::string_view line);
void end_drawing();  // leaves it as it is

}  // namespace panet::app
