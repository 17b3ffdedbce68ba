#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/shared_lru_cache.h"
#include "panet/image/map.h"
#include "serve/project/project.h"

namespace panet::serve {

// The photographs of a project, decoded. The first time that one is, the project hears its size, or
// why it cannot be read. Any number of threads.
class Photos {
 public:
  // cache: a folder for thumbnails.
  Photos(Project& project, std::filesystem::path cache);

  using Pixels = std::shared_ptr<const Picture>;

  // At its own size; panet::Error, as decode_picture has it.
  Pixels whole(PictureId picture);

  // The same, which is not kept: for one that is looked at once.
  Pixels whole_once(PictureId picture);

  // The longer side at most `longest`.
  Pixels shrunk(PictureId picture, int64_t longest);

  // At most kThumbnail pixels, from a file where it was made before.
  static constexpr int64_t kThumbnail = 256;
  Pixels thumbnail(PictureId picture);

  // Tells the photograph and the state of its file apart from all others.
  std::string key(PictureId picture) const;

 private:
  std::filesystem::path thumbnail_file(const std::string& key) const;
  Pixels made_thumbnail(PictureId picture, const std::string& key);
  template <typename Make>
  Pixels kept(const std::string& key, Make make);

  Project& project_;
  std::filesystem::path cache_;
  SharedLruCache<std::string, Pixels> recent_;
};

}  // namespace panet::serve
