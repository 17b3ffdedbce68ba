#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "panet/image/picture_view.h"

namespace panet {

// Pictures that are results, not photographs: as encoded_picture and encode_picture
// (image/encode.h), with the mark that is_own_file and is_own_file_of (base/own_file.h) know them
// by: a comment "panet 0.1.0" in a JPEG, a text chunk "panet" in a PNG.
std::vector<std::byte> encoded_own_picture(const std::filesystem::path& name,
                                           const PictureView& picture, const std::string& job = {});
void write_own_picture(const std::filesystem::path& path, const PictureView& picture);

}  // namespace panet
