#include "annotation/annotation_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <set>
#include <string_view>

#include "base/lower_case.h"
#include "base/name_list.h"
#include "base/spelling.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

struct Ending {
  std::string_view text;
  AnnotationKind kind;
};

constexpr std::array<Ending, 4> kEndings = {{{".mask.png", AnnotationKind::kMask},
                                             {".scribble.png", AnnotationKind::kScribble},
                                             {".box.txt", AnnotationKind::kBoxes},
                                             {".json", AnnotationKind::kLabelme}}};

bool is_png(const fs::path& file) {
  return lower_case(file.extension().string()) == ".png";
}

Names stems_of(const std::vector<fs::path>& pictures) {
  Names stems;
  for (const fs::path& picture : pictures) stems.insert(picture_stem(picture));
  return stems;
}

Names annotated_stems(const std::vector<AnnotationFile>& annotations) {
  Names stems;
  for (const AnnotationFile& annotation : annotations) stems.insert(annotation.stem);
  return stems;
}

// Moves the PNGs that are masks of the pictures found so far to their annotations.
void take_masks(std::vector<fs::path>& pngs, PicturesAndAnnotations& found) {
  const Names pictures = stems_of(found.pictures);
  const Names annotated = annotated_stems(found.annotations);
  const auto spelled = respelled(without(without(stems_of(pngs), pictures), annotated),
                                 without(without(pictures, annotated), stems_of(pngs)));
  std::erase_if(pngs, [&](const fs::path& png) {
    const std::string stem = picture_stem(png);
    const auto other = spelled.find(stem);
    if (!pictures.contains(stem) && other == spelled.end()) return false;
    found.annotations.push_back(
        {png, other == spelled.end() ? stem : other->second, AnnotationKind::kMask});
    return true;
  });
}

// Annotations whose picture is spelled otherwise get its stem.
void respell_stems(PicturesAndAnnotations& found) {
  const Names pictures = stems_of(found.pictures);
  const Names annotated = annotated_stems(found.annotations);
  const auto spelled = respelled(without(annotated, pictures), without(pictures, annotated));
  for (AnnotationFile& annotation : found.annotations)
    if (const auto other = spelled.find(annotation.stem); other != spelled.end())
      annotation.stem = other->second;
}

}  // namespace

std::string picture_stem(const fs::path& picture) {
  const std::string ending = picture.extension().native();
  const auto is_word = [](unsigned char c) { return c < 0x80 && (std::isalnum(c) || c == '_'); };
  const bool is_ending = ending.size() > 1 && std::isalpha(static_cast<unsigned char>(ending[1])) &&
                         std::all_of(ending.begin() + 1, ending.end(), is_word);
  return (is_ending ? picture.stem() : picture.filename()).string();
}

std::optional<AnnotationFile> annotation_by_ending(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string lower = lower_case(name);
  for (const Ending& ending : kEndings) {
    if (lower.size() > ending.text.size() && lower.ends_with(ending.text))
      return AnnotationFile{file, name.substr(0, name.size() - ending.text.size()), ending.kind};
  }
  return std::nullopt;
}

PicturesAndAnnotations tell_apart(const std::vector<fs::path>& files,
                                  const PictureTest& is_picture) {
  PicturesAndAnnotations found;
  std::vector<fs::path> pngs;
  for (const fs::path& file : files) {
    if (auto annotation = annotation_by_ending(file)) {
      found.annotations.push_back(std::move(*annotation));
    } else if (is_png(file)) {
      pngs.push_back(file);
    } else if (is_picture(file)) {
      found.pictures.push_back(file);
    }
  }
  take_masks(pngs, found);
  std::copy_if(pngs.begin(), pngs.end(), std::back_inserter(found.pictures), is_picture);
  respell_stems(found);
  return found;
}

std::string possible_annotations(const fs::path& picture) {
  const std::string stem = picture_stem(picture);
  std::vector<std::string> names;
  if (!is_png(picture)) names.push_back(stem + ".png");
  for (const Ending& ending : kEndings) names.push_back(stem + std::string(ending.text));
  return name_list(names);
}

}  // namespace panet
