#include "data/missing_annotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "data/annotation_names.h"
#include "data/file_look.h"
#include "data/folder_entries.h"
#include "data/json_origin.h"
#include "image/extension.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostLookedAt = 5;

// mug1_mask.jpg and mug1.xml belong to mug1.jpg, mug12.jpg does not.
bool is_named_after(const fs::path& file, const std::string& stem) {
  const std::string& name = file.native();
  return name.size() > stem.size() && name.starts_with(stem) &&
         std::isalnum(static_cast<unsigned char>(name[stem.size()])) == 0;
}

std::string words_for_picture(const fs::path& file, const fs::path& picture) {
  const bool needs_mask_in_name = lowercase_extension(picture) == ".png";
  const std::string right = picture_stem(picture) + (needs_mask_in_name ? ".mask.png" : ".png");
  return fmt::format(
      "; {} may be the mask of {}: {} {}", file.string(), picture.filename().string(),
      lowercase_extension(file) == ".png" ? "rename it to" : "a mask is a PNG, save it as", right);
}

// Nothing where the file is of no kind that annotates pictures elsewhere.
std::string words_for(const fs::path& file, const fs::path& picture) {
  const std::string ending = lowercase_extension(file);
  const fs::path path = picture.parent_path() / file;
  if (ending == ".json")
    return fmt::format("; {} holds {}", file.string(), json_origin(path).words);
  if (ending == ".xml" || ending == ".txt")
    return fmt::format(
        "; {} is not read: boxes stand in {}.box.txt, a line \"x1 y1 x2 y2\" in pixels for each",
        file.string(), picture_stem(picture));
  const KindOfFile kind = look_at(path).kind;
  // The picture that a PNG masks may be one that cannot be read.
  if (kind.family == FileFamily::other_picture && lowercase_extension(picture) == ".png")
    return fmt::format("; {} is {}", file.string(), in_words(kind));
  const bool is_picture =
      kind.family == FileFamily::picture || kind.family == FileFamily::other_picture;
  return is_picture ? words_for_picture(file, picture) : std::string();
}

std::string likely_beside(const fs::path& picture) {
  for (const fs::path& file : folder_entries(picture.parent_path()).files) {
    if (file == picture.filename() || !is_named_after(file, picture_stem(picture))) continue;
    if (std::string words = words_for(file, picture); !words.empty()) return words;
  }
  return {};
}

// Pictures and masks in folders of their own: images/1.jpg, masks/1.png.
std::string likely_elsewhere(const std::vector<fs::path>& bare) {
  std::map<std::string, const fs::path*> by_stem;
  for (const fs::path& picture : bare) {
    const auto [other, is_new] = by_stem.emplace(picture_stem(picture), &picture);
    if (is_new || other->second->parent_path() == picture.parent_path()) continue;
    return fmt::format(
        "; {} and {} have the same name: where one is the mask of the other, put both into one "
        "folder, which is named as the class",
        other->second->string(), picture.string());
  }
  return {};
}

}  // namespace

std::string likely_annotation(const std::vector<fs::path>& bare) {
  for (std::size_t i = 0; i < std::min(kMostLookedAt, bare.size()); ++i)
    if (std::string words = likely_beside(bare[i]); !words.empty()) return words;
  return likely_elsewhere(bare);
}

}  // namespace panet
