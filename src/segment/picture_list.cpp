#include "panet/segment/picture_list.h"

#include <fmt/format.h>

#include <unordered_map>

#include "annotation/file_look.h"
#include "annotation/folder_content.h"
#include "base/is_there.h"
#include "base/name_list.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "segment/picture_search.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

bool is_pattern(const std::string& input) {
  return input.find_first_of("*?[") != std::string::npos && !is_there(input);
}

ListedPicture named_file(const fs::path& path) {
  if (!path.has_filename() && path.has_parent_path() && !is_there(path.parent_path()))
    throw Error(fmt::format("{}: no such folder", path.string()));
  const fs::path name = picture_stem(path);
  if (name.empty() || name == "." || name == "..")
    throw Error(fmt::format("\"{}\" is no name of a picture", path.string()));
  return {path, name};
}

// A folder or a pattern has to have a picture; what it has otherwise is told either way.
std::vector<ListedPicture> pictures_or_error(FoundPictures found, const std::string& input,
                                             const std::string& nothing) {
  if (!found.pictures.empty()) {
    note_passed_over(input, found.passed_over);
    return std::move(found.pictures);
  }
  throw Error(found.passed_over.empty()
                  ? fmt::format("{}: {}", input, nothing)
                  : fmt::format("{}: {}; {}", input, nothing, summary_of(found.passed_over)));
}

std::vector<ListedPicture> pictures_of_input(const std::string& input) {
  if (is_folder(input))
    return pictures_or_error(pictures_below(input), input,
                             fmt::format("the folder has no picture ({})", kPictureFormats));
  if (is_pattern(input))
    return pictures_or_error(pictures_matching(input), input, "no picture matches this pattern");
  return {named_file(input)};
}

bool is_own_result(const std::string& input) {
  return !is_folder(input) && !is_pattern(input) && look_at(input).is_own;
}

// Results of ours that a pattern named, expanded by the shell, are not segmented in their turn.
void tell_own(const std::vector<std::string>& own, bool is_all) {
  if (own.empty()) return;
  const std::string text =
      fmt::format("{} of the files named {} written by panet, no {}: {}", own.size(),
                  own.size() == 1 ? "was" : "were",
                  own.size() == 1 ? "picture to segment" : "pictures to segment", name_list(own));
  if (is_all) throw Error(text);
  note(text + "; passed over");
}

// Two pictures by one name, and which.
struct Clash {
  const ListedPicture *first, *second;
};

std::vector<Clash> clashes_in(const std::vector<ListedPicture>& pictures) {
  std::unordered_map<std::string, const ListedPicture*> owners;
  owners.reserve(pictures.size());
  std::vector<Clash> clashes;
  for (const ListedPicture& picture : pictures) {
    const auto [owner, is_new] = owners.emplace(picture.name.generic_string(), &picture);
    if (!is_new) clashes.push_back({owner->second, &picture});
  }
  return clashes;
}

bool are_in_one_folder(const Clash& clash) {
  return clash.first->path.parent_path() == clash.second->path.parent_path();
}

void expect_distinct_names(const std::vector<ListedPicture>& pictures) {
  const auto clashes = clashes_in(pictures);
  std::vector<std::string> pairs;
  for (const auto& [first, second] : clashes) {
    if (first->path == second->path)
      throw Error(fmt::format("{}: this picture is named twice", first->path.string()));
    pairs.push_back(fmt::format("{} and {} (\"{}\")", first->path.string(), second->path.string(),
                                first->name.generic_string()));
  }
  if (pairs.empty()) return;
  constexpr std::size_t kMostPairs = 10;
  throw Error(fmt::format(
      "the outputs of different pictures would have one name: {}: rename one of each, or segment "
      "them into different folders{}",
      name_list(pairs, kMostPairs),
      are_in_one_folder(clashes.front()) ? "" : ", or name the folder above both instead"));
}

}  // namespace

std::vector<ListedPicture> list_pictures(const std::vector<std::string>& inputs) {
  std::vector<ListedPicture> pictures;
  std::vector<std::string> own;
  for (const std::string& input : inputs) {
    if (is_own_result(input)) {
      own.push_back(input);
    } else {
      for (ListedPicture& picture : pictures_of_input(input))
        pictures.push_back(std::move(picture));
    }
  }
  tell_own(own, pictures.empty());
  expect_distinct_names(pictures);
  return pictures;
}

}  // namespace panet
