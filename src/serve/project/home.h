#pragma once

#include <filesystem>
#include <string>

#include "base/file_lock.h"

namespace panet::serve {

// The folder of a project, held by one process at a time:
//   project.sqlite   all but pictures
//   uploads/         pictures that were uploaded
//   address          locked by the server that has the project; it holds that one's address
class Home {
 public:
  // Makes what is missing. panet::Error where another holds it, with its address, where it lies in
  // `photos`, and where it cannot be made or locked.
  Home(const std::filesystem::path& folder, const std::filesystem::path& photos);

  const std::filesystem::path& folder() const { return folder_; }
  const std::filesystem::path& photos() const { return photos_; }
  std::filesystem::path database() const { return folder_ / "project.sqlite"; }
  std::filesystem::path uploads() const { return folder_ / "uploads"; }

  void tell_address(const std::string& address) const;

 private:
  std::filesystem::path photos_, folder_;  // as the system knows them, without links
  FileLock lock_;
};

}  // namespace panet::serve
