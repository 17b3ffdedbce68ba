#include "base/own_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "base/json_listener.h"
#include "base/own_mark.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr std::string_view kMark = kOwnMark;

// "panet 0.1.0", not "panettone".
bool begins_with_mark_text(std::string_view text) {
  if (!text.starts_with(kMark)) return false;
  text.remove_prefix(kMark.size());
  return text.size() > 1 && text[0] == ' ' && text[1] >= '0' && text[1] <= '9';
}

// The beginning of a file, where every format has its marks.
std::string head_of(const fs::path& path) {
  std::array<char, 4096> head;
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  return {head.data(), static_cast<std::size_t>(file.gcount())};
}

std::size_t number_at(std::string_view text, std::size_t place, std::size_t bytes) {
  std::size_t number = 0;
  for (const char byte : text.substr(place, bytes))
    number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

// A text chunk with our keyword stands among the first chunks. It counts in a file that was cut
// short behind it, too, so that this one can be made again.
bool is_own_png(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::size_t kSignature = 8, kLengthAndName = 8, kFrame = 12;
  constexpr auto kText = "tEXt"sv, kKeyword = "panet\0"sv;
  head.remove_prefix(std::min(head.size(), kSignature));
  while (head.size() > kLengthAndName) {
    const bool is_text = head.substr(4, kText.size()) == kText;
    if (is_text && head.substr(kLengthAndName).starts_with(kKeyword)) return true;
    head.remove_prefix(std::min(head.size(), number_at(head, 0, 4) + kFrame));
  }
  return false;
}

// A comment stands among the first segments, before the picture's own.
bool is_own_jpeg(std::string_view head) {
  constexpr std::size_t kMarkerAndLength = 4;
  constexpr auto kComment = '\xfe', kFirstApplicationData = '\xe0', kLastApplicationData = '\xef';
  head.remove_prefix(2);
  while (head.size() >= kMarkerAndLength && head[0] == '\xff') {
    const auto marker = head[1];
    if (marker == kComment) return begins_with_mark_text(head.substr(kMarkerAndLength));
    if (marker < kFirstApplicationData || marker > kLastApplicationData) return false;
    const std::size_t length = number_at(head, 2, 2) + 2;
    if (length > head.size()) return false;
    head.remove_prefix(length);
  }
  return false;
}

// Hears the first key of a json object and nothing else.
struct FirstKey : JsonListener {
  FirstKey() : JsonListener(/*goes_on=*/false) {}

  bool start_object(std::size_t) override { return true; }
  bool key(string_t& text) override {
    name = text;
    return false;
  }

  std::string name;
};

bool is_own_json(std::string_view head) {
  FirstKey first;
  json::sax_parse(head, &first);
  return first.name == kMark;
}

// Hears what the metadata of safetensors say about their format.
struct SafetensorsFormat : JsonListener {
  SafetensorsFormat() : JsonListener(/*goes_on=*/true) {}

  bool start_object(std::size_t) override {
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool key(string_t& text) override {
    if (depth_ == 1) is_metadata_ = text == "__metadata__";
    is_format_ = depth_ == 2 && is_metadata_ && text == "format";
    return true;
  }
  bool string(string_t& text) override {
    if (is_format_) name = text;
    return !is_format_;
  }

  std::string name;

 private:
  int depth_ = 0;
  bool is_metadata_ = false, is_format_ = false;
};

// Safetensors begin with the length of their head, a json object. Empty for other files.
std::string safetensors_head(const fs::path& path, std::string_view head) {
  constexpr std::size_t kLengthBytes = 8, kLongest = 8'000'000;
  if (head.size() <= kLengthBytes || head[kLengthBytes] != '{') return {};
  std::uintmax_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;)
    length = length << 8 | static_cast<unsigned char>(head[i]);
  if (length > kLongest || length > fs::file_size(path) - kLengthBytes) return {};
  std::ifstream file(path, std::ios::binary);
  file.seekg(kLengthBytes);
  std::string json_head(length, '\0');
  file.read(json_head.data(), static_cast<std::streamsize>(length));
  return json_head;
}

bool is_own_safetensors(const fs::path& path, std::string_view head) {
  SafetensorsFormat format;
  json::sax_parse(safetensors_head(path, head), &format);
  return format.name.starts_with(kMark);
}

bool is_marked(const fs::path& path, const std::string& head) {
  if (head.starts_with("\x89PNG")) return is_own_png(head);
  if (head.starts_with("\xff\xd8")) return is_own_jpeg(head);
  if (head.starts_with('{')) return is_own_json(head);
  if (head.starts_with("# ")) return begins_with_mark_text(std::string_view(head).substr(2));
  return is_own_safetensors(path, head);
}

// The beginning of a file that panet wrote; empty for any other.
std::string own_head(const fs::path& path) {
  try {
    if (!fs::is_regular_file(path)) return {};
    auto head = head_of(path);
    return is_marked(path, head) ? head : std::string();
  } catch (const std::exception&) {
    return {};  // whatever it is, we did not write it
  }
}

}  // namespace

bool is_own_file(const fs::path& path) {
  return !own_head(path).empty();
}

bool is_own_file_of(const std::string& job, const fs::path& path) {
  return own_head(path).find(own_mark_text(job)) != std::string::npos;
}

}  // namespace panet
