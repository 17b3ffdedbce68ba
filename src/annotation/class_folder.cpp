#include "annotation/class_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "annotation/file_look.h"
#include "base/name_list.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

using Reason = PassedOver::Reason;

// An orphan's picture may be there, but not readable.
void expect_readable(const fs::path& folder, const FolderContent& content, const Orphans& orphans) {
  for (const PassedOver& passed : content.passed_over) {
    const auto orphan = orphans.find(picture_stem(passed.file));
    if (passed.reason != Reason::kOtherFormat || orphan == orphans.end()) continue;
    throw Error(fmt::format("{} is {}; {} is its annotation", (folder / passed.file).string(),
                            in_words(look_at(folder / passed.file).kind), orphan->second.string()));
  }
}

// mug1.jpg.json beside mug1.jpg.
void expect_no_endings_within(const fs::path& folder, const FolderContent& content,
                              const Orphans& orphans) {
  for (const fs::path& picture : content.pictures) {
    const auto orphan = orphans.find(picture.string());
    if (orphan == orphans.end()) continue;
    const std::string ending = orphan->second.string().substr(orphan->first.size());
    throw Error(
        fmt::format("{}: an annotation has its picture's name without the ending: rename "
                    "it to {}{}",
                    (folder / orphan->second).string(), picture_stem(picture), ending));
  }
}

}  // namespace

void expect_no_orphans(const fs::path& folder, const FolderContent& content,
                       const Orphans& orphans) {
  if (orphans.empty()) return;
  expect_readable(folder, content, orphans);
  expect_no_endings_within(folder, content, orphans);
  std::vector<std::string> names;
  for (const auto& [stem, file] : orphans) names.push_back(file.string());
  throw Error(
      fmt::format("{}: annotation without a picture beside it: {}; looked for a picture {} "
                  "({})",
                  folder.string(), name_list(names), orphans.begin()->first, kPictureFormats));
}

void expect_pictures(const fs::path& folder, const FolderContent& content) {
  if (!content.pictures.empty()) return;
  std::vector<std::string> folders;
  for (const fs::path& below : content.folders) folders.push_back(below.string());
  throw Error(fmt::format(
      "{}: class {} has no picture ({}){}{}", folder.string(), folder.filename().string(),
      kPictureFormats,
      folders.empty() ? ""
                      : fmt::format("; folders below it are not looked into ({}): put pictures and "
                                    "annotations side by side into {}",
                                    name_list(folders), folder.string()),
      content.passed_over.empty() ? "" : "; " + summary_of(content.passed_over)));
}

bool holds_results_alone(const FolderContent& content) {
  return content.pictures.empty() && content.annotations.empty() && !content.passed_over.empty() &&
         std::all_of(content.passed_over.begin(), content.passed_over.end(),
                     [](const PassedOver& passed) { return passed.reason == Reason::kOwn; });
}

}  // namespace panet
