#include "voc_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panet/image/encode.h"
#include "support.h"

namespace panet::test {

void VocTree::add(const std::string& id, const Drawing& labels, const std::string& folder) const {
  add_picture(id, size_of(labels));
  add_labels(id, labels, folder);
}

void VocTree::add_picture(const std::string& id, PictureSize size) const {
  std::filesystem::create_directories(root / "JPEGImages");
  encode_picture(root / "JPEGImages" / (id + ".jpg"), Picture::filled(size, {90, 90, 90}));
}

void VocTree::add_labels(const std::string& id, const Drawing& labels,
                         const std::string& folder) const {
  std::filesystem::create_directories(root / folder);
  write_index_png(root / folder / (id + ".png"), labels_of(labels), voc_palette());
}

void VocTree::list(const std::string& name, const std::vector<std::string>& ids) const {
  write_file(root / "ImageSets/Segmentation" / (name + ".txt"),
             fmt::format("{}\n", fmt::join(ids, "\n")));
}

}  // namespace panet::test
