#include "folder_dataset_tree.h"

#include <fmt/format.h>

#include "panet/image/encode.h"
#include "toy_dataset.h"

namespace panet::test {

void write_folder_dataset(const std::filesystem::path& root, int class_count,
                          int pictures_per_class) {
  const ToyDataset toys(class_count, pictures_per_class);
  for (const auto& c : toys.classes()) {
    const auto folder = root / fmt::format("class{}", c.id);
    std::filesystem::create_directories(folder);
    for (const std::size_t index : c.pictures) {
      const auto [picture, labels] = read_labelled_picture(toys, index);
      const auto mask = mapped<Picture>(labels.masks.at(c.id), [](uint8_t is_set) {
        const auto grey = static_cast<uint8_t>(is_set == 0 ? 0 : 255);
        return Colour{grey, grey, grey};
      });
      encode_picture(folder / fmt::format("{}.jpg", index), picture);
      encode_picture(folder / fmt::format("{}.png", index), mask);
    }
  }
}

}  // namespace panet::test
