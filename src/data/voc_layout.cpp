#include "data/voc_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/line_list.h"
#include "data/name_list.h"
#include "panet/file/error.h"

namespace panet {
namespace fs = std::filesystem;

fs::path voc_folder(const fs::path& root) {
  for (const auto& below : {fs::path(), fs::path("VOC2012"), fs::path("VOCdevkit/VOC2012")})
    if (fs::is_directory(root / below / "ImageSets/Segmentation")) return root / below;
  throw Error(fmt::format(
      "{}: not VOC 2012: it has no ImageSets/Segmentation/; name the folder that holds JPEGImages/",
      root.string()));
}

std::vector<std::string> read_picture_ids(const fs::path& list) {
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for (const auto& line : read_lines(list)) {
    auto id = fs::path(line.substr(0, line.find_first_of(" \t"))).stem().string();
    if (seen.insert(id).second) ids.push_back(std::move(id));
  }
  if (ids.empty()) throw Error(fmt::format("{}: the list is empty", list.string()));
  return ids;
}

std::vector<std::string> read_image_set(const fs::path& voc, const std::string& name) {
  const auto folder = voc / "ImageSets/Segmentation";
  const auto file = folder / (name + ".txt");
  if (!fs::is_regular_file(file)) {
    std::vector<std::string> there;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".txt") there.push_back(entry.path().stem().string());
    std::sort(there.begin(), there.end());
    throw Error(fmt::format("{}: no such list; there are: {}", file.string(), name_list(there)));
  }
  return read_picture_ids(file);
}

}  // namespace panet
