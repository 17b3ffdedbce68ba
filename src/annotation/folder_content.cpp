#include "annotation/folder_content.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "annotation/file_look.h"
#include "annotation/json_origin.h"
#include "base/folder_entries.h"
#include "image/extension.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

using Reason = PassedOver::Reason;

// Files named like pictures count as such where nothing is known of their content: what is wrong
// with them is told when they are read.
bool looks_like_picture(const fs::path& file, const FileLook& look) {
  if (look.is_own) return false;
  if (look.kind.family == FileFamily::kPicture) return true;
  return look.kind.family == FileFamily::kOther && has_picture_extension(file);
}

// The files of one folder that are no annotations by their endings, each looked at once.
class LookedAt {
 public:
  LookedAt(const fs::path& folder, const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
      if (annotation_by_ending(file)) continue;
      const FileLook look = look_at(folder / file);
      if (looks_like_picture(file, look)) add_name(file);
      looks_.emplace(file, look);
    }
  }

  bool is_picture(const fs::path& file) const {
    const FileLook& look = looks_.at(file);
    return looks_like_picture(file, look) && !is_copy(file, look);
  }

  PassedOver passed_over(const fs::path& file) const {
    const FileLook& look = looks_.at(file);
    if (look.is_own) return {file, Reason::kOwn, kWrittenByPanet};
    if (look.kind.family == FileFamily::kOtherPicture || look.kind.family == FileFamily::kVideo)
      return {file, Reason::kOtherFormat, std::string(look.kind.name)};
    if (looks_like_picture(file, look))
      return {file, Reason::kCopy, "beside a picture of the same name"};
    return {file, Reason::kWithoutPicture, "without a picture"};
  }

 private:
  void add_name(const fs::path& picture) {
    if (!has_picture_extension(picture)) return;
    names_.insert(picture.string());
    const bool is_png = lowercase_extension(picture) == ".png";
    (is_png ? stems_of_pngs_ : stems_).insert(picture_stem(picture));
  }

  // a.thm and what begins with a picture's whole name (a.jpg~, a.jpg_original) beside a.jpg.
  // Beside a PNG only what is a PNG too: of other pictures it may be the mask.
  bool is_copy(const fs::path& picture, const FileLook& look) const {
    if (has_picture_extension(picture)) return false;
    const std::string stem = picture_stem(picture);
    return stems_.contains(stem) || begins_with_name(picture.string()) ||
           (look.kind.name == "PNG" && stems_of_pngs_.contains(stem));
  }

  bool begins_with_name(std::string name) const {
    while (!name.empty() && !names_.contains(name)) name.pop_back();
    return !name.empty();
  }

  std::map<fs::path, FileLook> looks_;
  std::set<std::string> names_, stems_, stems_of_pngs_;  // of pictures with a picture's ending
};

// Why a doubtful annotation is none; nothing where it is one.
std::optional<PassedOver> as_sidecar(const fs::path& folder, const AnnotationFile& annotation) {
  const fs::path file = folder / annotation.file;
  if (look_at(file).is_own) return PassedOver{annotation.file, Reason::kOwn, kWrittenByPanet};
  if (annotation.kind != AnnotationKind::kLabelme) return std::nullopt;
  const JsonOrigin origin = json_origin(file);
  if (origin.may_be_labelme) return std::nullopt;
  return PassedOver{annotation.file, Reason::kAnnotation,
                    fmt::format("json with {}", origin.words)};
}

}  // namespace

FolderContent folder_content(const fs::path& folder) {
  FolderEntries entries = folder_entries(folder);
  const LookedAt looked_at(folder, entries.files);
  auto [pictures, annotations] =
      tell_apart(entries.files, [&](const fs::path& file) { return looked_at.is_picture(file); });
  std::set<fs::path> taken(pictures.begin(), pictures.end());
  for (const AnnotationFile& annotation : annotations) taken.insert(annotation.file);
  FolderContent content{
      std::move(pictures), std::move(annotations), {}, std::move(entries.folders)};
  for (const fs::path& file : entries.files)
    if (!taken.contains(file)) content.passed_over.push_back(looked_at.passed_over(file));
  for (const fs::path& other : entries.others)
    content.passed_over.push_back({other, Reason::kWithoutPicture, "broken link or special file"});
  return content;
}

void leave_out_sidecars(const fs::path& folder, FolderContent& content) {
  std::map<std::string, int> uses;
  for (const AnnotationFile& annotation : content.annotations) ++uses[annotation.stem];
  std::set<std::string> stems;
  for (const fs::path& picture : content.pictures) stems.insert(picture_stem(picture));
  std::erase_if(content.annotations, [&](const AnnotationFile& annotation) {
    if (uses[annotation.stem] == 1 && stems.contains(annotation.stem)) return false;
    auto sidecar = as_sidecar(folder, annotation);
    if (sidecar) content.passed_over.push_back(std::move(*sidecar));
    return sidecar.has_value();
  });
}

std::vector<PassedOver> passed_over(const fs::path& folder,
                                    const std::vector<AnnotationFile>& annotations) {
  std::vector<PassedOver> files;
  for (const AnnotationFile& annotation : annotations) {
    if (look_at(folder / annotation.file).is_own) {
      files.push_back({annotation.file, Reason::kOwn, kWrittenByPanet});
    } else if (annotation_by_ending(annotation.file)) {
      files.push_back({annotation.file, Reason::kAnnotation, "named like annotations"});
    } else {
      files.push_back(
          {annotation.file, Reason::kAnnotation, "PNG taken for the mask of a picture"});
    }
  }
  return files;
}

}  // namespace panet
