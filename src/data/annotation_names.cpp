#include "data/annotation_names.h"

#include <array>
#include <set>
#include <string_view>

#include "data/name_list.h"
#include "panet/image/decode.h"
#include "text/lower_case.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

struct Ending {
  std::string_view text;
  AnnotationKind kind;
};

constexpr std::array<Ending, 4> kEndings = {{{".mask.png", AnnotationKind::mask},
                                             {".scribble.png", AnnotationKind::scribble},
                                             {".box.txt", AnnotationKind::boxes},
                                             {".json", AnnotationKind::labelme}}};

bool is_png(const fs::path& file) {
  return lower_case(file.extension().string()) == ".png";
}

}  // namespace

std::optional<AnnotationFile> annotation_by_ending(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string lower = lower_case(name);
  for (const Ending& ending : kEndings) {
    if (lower.size() > ending.text.size() && lower.ends_with(ending.text))
      return AnnotationFile{file, name.substr(0, name.size() - ending.text.size()), ending.kind};
  }
  return std::nullopt;
}

PicturesAndAnnotations tell_apart(const std::vector<fs::path>& files) {
  PicturesAndAnnotations found;
  std::vector<fs::path> pngs;
  std::set<std::string> stems_of_other_formats;
  for (const fs::path& file : files) {
    if (auto annotation = annotation_by_ending(file)) {
      found.annotations.push_back(std::move(*annotation));
    } else if (is_png(file)) {
      pngs.push_back(file);
    } else if (has_picture_extension(file)) {
      found.pictures.push_back(file);
      stems_of_other_formats.insert(file.stem().string());
    }
  }
  for (const fs::path& png : pngs) {
    const std::string stem = png.stem().string();
    if (stems_of_other_formats.contains(stem)) {
      found.annotations.push_back({png, stem, AnnotationKind::mask});
    } else {
      found.pictures.push_back(png);
    }
  }
  return found;
}

std::string possible_annotations(const fs::path& picture) {
  const std::string stem = picture.stem().string();
  std::vector<std::string> names;
  if (!is_png(picture)) names.push_back(stem + ".png");
  for (const Ending& ending : kEndings) names.push_back(stem + std::string(ending.text));
  return name_list(names);
}

}  // namespace panet
