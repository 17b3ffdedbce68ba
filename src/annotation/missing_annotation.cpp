#include "annotation/missing_annotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <string_view>

#include "annotation/annotation_names.h"
#include "annotation/file_look.h"
#include "annotation/folder_content.h"
#include "annotation/json_origin.h"
#include "base/lower_case.h"
#include "image/extension.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostLookedAt = 5;

// mug1.gif, mug1.xml and mug1.jpg.json beside mug1.jpg.
bool has_name_of(const fs::path& file, const fs::path& picture) {
  return picture_stem(file) == picture_stem(picture) ||
         file.native().starts_with(picture.native() + ".");
}

// mug1_mask.jpg and mug1-gt.png beside mug1.jpg.
bool is_called_mask_of(const fs::path& file, const fs::path& picture) {
  constexpr std::array kWords = {"mask", "seg", "label", "anno", "gt", "matte", "scribble"};
  const std::string stem = picture_stem(picture);
  if (!file.native().starts_with(stem)) return false;
  const std::string rest = lower_case(file.native().substr(stem.size()));
  return !rest.empty() && std::isalnum(static_cast<unsigned char>(rest.front())) == 0 &&
         std::any_of(kWords.begin(), kWords.end(),
                     [&rest](const char* word) { return rest.find(word) != std::string::npos; });
}

std::string words_for_mask(const fs::path& file, const fs::path& picture) {
  const bool is_png = lowercase_extension(picture) == ".png";
  return fmt::format(
      "; {} may be the mask of {}: {} {}{}", file.string(), picture.string(),
      lowercase_extension(file) == ".png" ? "rename it to" : "a mask is a PNG, save it as",
      picture_stem(picture), is_png ? ".mask.png" : ".png");
}

std::string words_for_text(const fs::path& folder, const fs::path& file, const fs::path& picture) {
  const std::string ending = lowercase_extension(file);
  if (ending == ".json")
    return fmt::format("; {} holds {}: only labelme's json is read", file.string(),
                       json_origin(folder / file).words);
  if (ending != ".xml" && ending != ".txt") return {};
  return fmt::format(
      "; {} is not read: boxes stand in {}.box.txt, a line \"x1 y1 x2 y2\" in pixels for each",
      file.string(), picture_stem(picture));
}

bool is_photograph(const KindOfFile& kind) {
  constexpr std::array<std::string_view, 4> kPhotographs = {"HEIC", "HEIF", "AVIF", "RAW"};
  return std::find(kPhotographs.begin(), kPhotographs.end(), kind.name) != kPhotographs.end();
}

// Nothing where the file is of no kind that annotates pictures elsewhere.
std::string words_for(const fs::path& folder, const fs::path& file, const fs::path& picture) {
  const KindOfFile kind = look_at(folder / file).kind;
  const bool is_readable = kind.family == FileFamily::kPicture || has_picture_extension(file);
  if (!is_readable && kind.family != FileFamily::kOtherPicture)
    return has_name_of(file, picture) ? words_for_text(folder, file, picture) : std::string();
  // The picture that a PNG masks may be one that cannot be read.
  if (!is_readable && has_name_of(file, picture) && lowercase_extension(picture) == ".png")
    return fmt::format("; {} is {}", file.string(), in_words(kind));
  const bool may_be_mask =
      (has_name_of(file, picture) && !is_photograph(kind)) || is_called_mask_of(file, picture);
  return may_be_mask ? words_for_mask(file, picture) : std::string();
}

// What is neither an annotation nor an annotated picture.
std::vector<fs::path> unused_files(const fs::path& folder) {
  FolderContent content = folder_content(folder);
  leave_out_sidecars(folder, content);
  std::set<std::string> annotated;
  for (const AnnotationFile& annotation : content.annotations) annotated.insert(annotation.stem);
  std::vector<fs::path> files;
  for (const PassedOver& passed : content.passed_over)
    if (passed.reason != PassedOver::Reason::kOwn) files.push_back(passed.file);
  std::copy_if(content.pictures.begin(), content.pictures.end(), std::back_inserter(files),
               [&](const fs::path& file) { return !annotated.contains(picture_stem(file)); });
  return files;
}

std::string likely_beside(const fs::path& picture) {
  const fs::path folder = picture.parent_path(), name = picture.filename();
  for (const fs::path& file : unused_files(folder)) {
    if (file == name) continue;
    if (std::string words = words_for(folder, file, name); !words.empty()) return words;
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
