#pragma once

#include <string>
#include <string_view>

namespace panet {

// What two names have in common that people take for one: composed (NFC) and case-folded by
// Unicode's rules, so that "Käse" is one name however a Mac wrote the ä, and "ÄPFEL" is "äpfel".
// Bytes that are no UTF-8 stay as they are, ASCII letters among them in lower case.
std::string folded_text(std::string_view text);

}  // namespace panet
