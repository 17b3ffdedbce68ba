#include "mutated.h"

namespace panet::test {

std::string mutated(std::string bytes, std::mt19937& random) {
  const auto below = [&random](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit)(random);
  };
  for (std::size_t changes = 1 + below(3); changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = below(bytes.size() - 1), length = below(8);
    switch (below(4)) {
      case 0:
        bytes[at] = static_cast<char>(below(255));
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, length));
        break;
      case 3:
        bytes[at] = "0123456789-eE[]{}\",:.N"[below(21)];
        break;
      default:
        bytes.resize(at);
        break;
    }
  }
  return bytes;
}

}  // namespace panet::test
