#include "dataset/voc_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/folded_text.h"
#include "base/folder_entries.h"
#include "base/is_there.h"
#include "base/line_list.h"
#include "base/name_list.h"
#include "base/option_name.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

fs::path voc_folder(const fs::path& root) {
  for (const auto& below : {fs::path(), fs::path("VOC2012"), fs::path("VOCdevkit/VOC2012")})
    if (is_folder(root / below / "ImageSets/Segmentation")) return root / below;
  throw Error(fmt::format(
      "{}: not VOC 2012: it has no ImageSets/Segmentation/; name the folder that holds "
      "JPEGImages/, or say what else it is with {}, in a training's configuration with data.kind "
      "(coco, fss or folder)",
      root.string(), option_name("dataset")));
}

FilesById::FilesById(const fs::path& folder, const std::string& usual)
    : folder_(folder), usual_(usual) {
  if (!is_folder(folder)) return;
  for (const auto& name : folder_entries(folder).files) {
    if (!has_picture_extension(name)) continue;
    auto& known = names_[name.stem().string()];
    if (known.empty() || name.extension() == usual) known = name;
  }
  for (const auto& [id, name] : names_) folded_.emplace(folded_text(id), name);
}

fs::path FilesById::name_of(const std::string& id) const {
  if (const auto found = names_.find(id); found != names_.end()) return found->second;
  const auto [first, last] = folded_.equal_range(folded_text(id));
  return first != last && std::next(first) == last ? first->second : fs::path();
}

fs::path FilesById::operator[](const std::string& id) const {
  const auto name = name_of(id);
  return folder_ / (name.empty() ? fs::path(id + usual_) : name);
}

std::vector<std::string> read_picture_ids(const fs::path& list) {
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for (const auto& line : read_lines(list)) {
    const fs::path name(line.substr(0, line.find_first_of(" \t")));
    auto id = (has_picture_extension(name) ? name.stem() : name.filename()).string();
    if (seen.insert(id).second) ids.push_back(std::move(id));
  }
  if (ids.empty()) throw Error(fmt::format("{}: the list is empty", list.string()));
  return ids;
}

fs::path image_set_file(const fs::path& voc, const std::string& name) {
  return voc / "ImageSets/Segmentation" / (name + ".txt");
}

std::vector<std::string> read_image_set(const fs::path& voc, const std::string& name) {
  const auto file = image_set_file(voc, name);
  if (!fs::is_regular_file(file)) {
    std::vector<std::string> there;
    for (const auto& entry : fs::directory_iterator(file.parent_path()))
      if (entry.path().extension() == ".txt") there.push_back(entry.path().stem().string());
    std::sort(there.begin(), there.end());
    throw Error(fmt::format("{}: no such list; there are: {}", file.string(), name_list(there)));
  }
  return read_picture_ids(file);
}

}  // namespace panet
