#include "annotation/file_look.h"

#include <string>
#include <string_view>

#include "base/own_file.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// Every mark of ours holds this word and stands at the beginning of its file. Overlays and scores
// of version 0.1 have none.
bool may_be_own(const fs::path& file, std::string_view head) {
  const std::string& name = file.native();
  return head.find("panet") != std::string_view::npos || name.ends_with(".overlay.jpg") ||
         name.ends_with(".score.png");
}

}  // namespace

FileLook look_at(const fs::path& file) {
  const auto head = first_bytes(file);
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  return {kind_of_file(ByteView(head), file), may_be_own(file, text) && is_own_file(file)};
}

}  // namespace panet
