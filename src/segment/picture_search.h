#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/passed_over.h"
#include "panet/segment/picture_list.h"

namespace panet {

// Pictures to segment, and what was not taken for one. Names of the latter are paths below the
// folder, or paths as the pattern has them.
struct FoundPictures {
  std::vector<ListedPicture> pictures;
  std::vector<PassedOver> passed_over;
};

// In the order of their paths. Folders below that cannot be read are passed over; panet::Error
// where it is the folder itself.
FoundPictures pictures_below(const std::filesystem::path& folder);

// Files that match, and what lies below folders that match.
FoundPictures pictures_matching(const std::string& pattern);

}  // namespace panet
