#include "annotation/coco_json.h"

#include <array>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_order_mark.h"

namespace panet {
namespace {

// Follows a JSON text byte by byte, as far as is needed to see the keys of the outermost object.
class KeyScan {
 public:
  // → whether there is more to see.
  bool feed(std::string_view text) {
    for (const char c : text) {
      if (in_string_) {
        within_string(c);
      } else {
        between_strings(c);
      }
      if (is_over_) return false;
    }
    return true;
  }

  bool is_coco() const { return found_.size() == kKeys.size(); }

 private:
  static constexpr std::array<std::string_view, 3> kKeys = {"images", "annotations", "categories"};
  static constexpr std::string_view kKeyOfLabelme = "shapes";
  static constexpr std::size_t kLongest = 16;  // of a key that matters

  void within_string(char c) {
    if (!is_escaped_ && c == '"') {
      in_string_ = false;
    } else if (depth_ == 1 && text_.size() < kLongest) {
      text_ += c;
    }
    is_escaped_ = !is_escaped_ && c == '\\';
  }

  void between_strings(char c) {
    if (depth_ == 0 && c != '{' && !is_space(c)) is_over_ = true;
    if (c == '"') {
      in_string_ = true;
      text_.clear();
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      is_over_ = --depth_ < 1;
    } else if (c == ':' && depth_ == 1) {
      key();
    }
  }

  void key() {
    for (const auto known : kKeys)
      if (text_ == known) found_.insert(known);
    is_over_ = is_coco() || text_ == kKeyOfLabelme;
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  int64_t depth_ = 0;
  bool in_string_ = false, is_escaped_ = false, is_over_ = false;
  std::string text_;  // the last string of the outermost object: a key, where a colon follows
  std::set<std::string_view> found_;
};

}  // namespace

bool is_coco_json(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> chunk(std::size_t{1} << 16);
  KeyScan scan;
  for (bool is_first = true; in; is_first = false) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    const std::string_view text(chunk.data(), static_cast<std::size_t>(in.gcount()));
    if (!scan.feed(is_first ? without_byte_order_mark(text) : text)) break;
  }
  return scan.is_coco();
}

}  // namespace panet
