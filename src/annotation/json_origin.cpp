#include "annotation/json_origin.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/json_listener.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr std::string_view kLabelme = "shapes";
constexpr uintmax_t kMostBytes = uintmax_t{64} << 20;

// Hears the keys of the first levels, and stops at labelme's.
class KeysHeard : public JsonListener {
 public:
  KeysHeard() : JsonListener(/*goes_on=*/true) {}

  bool holds(std::string_view key) const { return keys_.contains(std::string(key)); }
  bool is_labelme() const { return is_labelme_; }
  bool is_broken() const { return is_broken_; }

  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    is_labelme_ = depth_ == 1 && name == kLabelme;
    if (depth_ <= kDeepest && keys_.size() < kMostKeys && name.size() <= kLongest)
      keys_.insert(name);
    return !is_labelme_;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override {
    is_broken_ = true;
    return false;
  }

 private:
  static constexpr std::size_t kDeepest = 2, kMostKeys = 1000, kLongest = 100;

  bool enter() {
    ++depth_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }

  std::set<std::string> keys_;
  std::size_t depth_ = 0;
  bool is_labelme_ = false, is_broken_ = false;
};

struct Origin {
  std::vector<std::string_view> keys;  // all of them
  std::string_view words;
};

// The first that fits counts.
const std::vector<Origin>& origins() {
  static const std::vector<Origin> known = {
      {{"photoTakenTime"}, "Google Photos' record of a picture"},
      {{"googlePhotosOrigin"}, "Google Photos' record of a picture"},
      {{"images", "annotations"}, "COCO's annotations"},
      {{"images", "categories"}, "COCO's annotations"},
      {{"image_id", "category_id"}, "COCO's results"},
      {{"objects", "size"}, "Supervisely's annotations"},
      {{"objects", "tags"}, "Supervisely's annotations"},
      {{"_via_img_metadata"}, "VGG Image Annotator's annotations"},
      {{"filename", "regions"}, "VGG Image Annotator's annotations"},
      {{"asset", "regions"}, "VoTT's annotations"},
      {{"annotations", "data"}, "Label Studio's annotations"},
      {{"data_row"}, "Labelbox's annotations"},
      {{"DataRow ID"}, "Labelbox's annotations"},
      {{"item", "annotations"}, "V7 Darwin's annotations"},
      {{"categories", "items"}, "Datumaro's annotations"},
      {{"image", "annotations"}, "Create ML's annotations"},
  };
  return known;
}

JsonOrigin origin_of(const KeysHeard& heard) {
  for (const Origin& origin : origins()) {
    const bool fits = std::all_of(origin.keys.begin(), origin.keys.end(),
                                  [&heard](std::string_view key) { return heard.holds(key); });
    if (fits) return {false, origin.words};
  }
  return {false, "no shapes of labelme"};
}

}  // namespace

JsonOrigin json_origin(const fs::path& file) {
  std::error_code failure;
  const auto size = fs::file_size(file, failure);
  if (failure || size > kMostBytes) return {};
  std::ifstream in(file, std::ios::binary);
  KeysHeard heard;
  json::sax_parse(in, &heard);
  return heard.is_labelme() || heard.is_broken() ? JsonOrigin{} : origin_of(heard);
}

void expect_labelme(const fs::path& file) {
  const JsonOrigin origin = json_origin(file);
  if (!origin.may_be_labelme)
    throw Error(fmt::format(
        "{}: holds {}; save the shapes in labelme's format, which lists them as \"shapes\"",
        file.string(), origin.words));
}

}  // namespace panet
