#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "serve/project/database.h"
#include "serve/project/records.h"

namespace panet::serve {

// Pictures that were found below the folder of photographs: → whether anything is changed by them.
bool add_found(const Database& database, const std::vector<FoundPicture>& found, Revision revision);

// An upload that lies in the folder of uploads under the name `file`.
PictureId insert_upload(const Database& database, const std::string& name, const std::string& file,
                        int64_t bytes, Revision revision);

// A picture's name as an upload tells it: its last component. panet::Error where it has none.
std::string upload_name_of(const std::string& name);

// The file of a picture, below `photos` or, of an upload, in `uploads`: the names in the database
// are untrusted.
std::filesystem::path picture_file(const Database& database, PictureId picture,
                                   const std::filesystem::path& photos,
                                   const std::filesystem::path& uploads);

// It was looked at. → whether it is counted otherwise.
bool keep_size(const Database& database, PictureId picture, PictureSize size, Revision revision);
bool keep_failure(const Database& database, PictureId picture, const std::string& reason,
                  Revision revision);

}  // namespace panet::serve
