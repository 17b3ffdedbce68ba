#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "serve/project/project.h"
#include "serve/tools/label_studio/server.h"

namespace panet::serve {

// Finds the pictures of tasks: in the project's folder, in folders that hold what Label Studio
// shows, or by fetching them.
class TaskPictures {
 public:
  // Both must outlive it.
  TaskPictures(Project& project, LabelStudioServer& server,
               std::vector<std::filesystem::path> roots);

  struct Found {
    std::optional<PictureId> picture;  // of the project
    std::string name;
    std::vector<std::byte> file;  // where it is none of the project's
  };

  // panet::Error where there is none.
  Found find(int64_t task, const std::string& address) const;

  // The same, made one of the project.
  PictureId take_in(int64_t task, const std::string& address) const;

 private:
  std::optional<std::filesystem::path> file_here(const std::string& address) const;
  std::optional<PictureId> of_folder(const std::filesystem::path& file) const;

  Project& project_;
  LabelStudioServer& server_;
  std::vector<std::filesystem::path> roots_;
};

}  // namespace panet::serve
