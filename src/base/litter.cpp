#include "base/litter.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/lower_case.h"

namespace panet {
namespace {

constexpr std::array<std::string_view, 20> kNames = {"__macosx",
                                                     "@eadir",
                                                     "#recycle",
                                                     "#snapshot",
                                                     "@recycle",
                                                     "@recently-snapshot",
                                                     "$recycle.bin",
                                                     "recycler",
                                                     "system volume information",
                                                     "lost+found",
                                                     "network trash folder",
                                                     "temporary items",
                                                     "__pycache__",
                                                     "thumbs.db",
                                                     "ehthumbs.db",
                                                     "ehthumbs_vista.db",
                                                     "desktop.ini",
                                                     "picasa.ini",
                                                     "zbthumbnail.info",
                                                     "icon\r"};

constexpr std::array<std::string_view, 7> kEndings = {
    ".xmp", ".aae", ".pp3", ".dop", "@synoeastream", "@synoresource", ":zone.identifier"};

}  // namespace

bool is_litter(const std::filesystem::path& name) {
  const std::string lower = lower_case(name.native());
  if (lower.starts_with('.') || lower.starts_with("~$")) return true;
  if (std::find(kNames.begin(), kNames.end(), lower) != kNames.end()) return true;
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&lower](std::string_view ending) { return lower.ends_with(ending); });
}

}  // namespace panet
