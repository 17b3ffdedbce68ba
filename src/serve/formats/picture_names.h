#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "serve/project/project.h"

namespace panet::serve {

// Finds a project's pictures by names from elsewhere.
class PictureNames {
 public:
  explicit PictureNames(const Project& project);

  // By the whole name.
  std::optional<PictureId> find_whole(const std::filesystem::path& name) const;
  // The same, else by its last component where that is one picture's alone.
  std::optional<PictureId> find(const std::filesystem::path& name) const;
  // The same by a name without its ending, or by one as an export of classes has it: kitchen_b for
  // kitchen/b.
  std::optional<PictureId> find_stem(const std::filesystem::path& stem) const;
  // Whether a picture lies in that folder itself.
  bool has_folder(const std::filesystem::path& folder) const;

 private:
  // 0 where several pictures have the name.
  using Ids = std::unordered_map<std::string, PictureId>;

  static void add(Ids& ids, const std::string& name, PictureId id);
  static std::optional<PictureId> found(const Ids& ids, const std::string& name);
  static std::optional<PictureId> found(const Ids& whole, const Ids& last,
                                        const std::filesystem::path& name);

  Ids names_, last_names_, stems_, last_stems_, flat_stems_, folders_;
};

}  // namespace panet::serve
