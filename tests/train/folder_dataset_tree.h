#pragma once

#include <filesystem>

namespace panet::test {

// A folder data set on the disk: classes of small pictures, each with a disk of the class's colour
// on grey and the mask beside it.
void write_folder_dataset(const std::filesystem::path& root, int class_count = 2,
                          int pictures_per_class = 4);

}  // namespace panet::test
