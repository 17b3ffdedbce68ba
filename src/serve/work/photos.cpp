#include "serve/work/photos.h"

#include <fmt/format.h>

#include <utility>

#include "base/atomic_file.h"
#include "base/fingerprint.h"
#include "image/shrunk.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"
#include "panet/image/encode.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRecentBytes = 256 << 20;

}  // namespace

Photos::Photos(Project& project, fs::path cache)
    : project_(project), cache_(std::move(cache)), recent_(kRecentBytes) {
  fs::create_directories(cache_);
}

std::string Photos::key(PictureId picture) const {
  const auto file = project_.file_of(picture);
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  const auto written = fs::last_write_time(file, error);
  if (error) throw Error(fmt::format("{}: {}", file.string(), error.message()));
  return fmt::format("{} {} {} {}", picture, file.string(), bytes,
                     written.time_since_epoch().count());
}

template <typename Make>
Photos::Pixels Photos::kept(const std::string& key, Make make) {
  return recent_.get(key, make, [](const Pixels& pixels) { return pixels->all().size_bytes(); });
}

Photos::Pixels Photos::whole_once(PictureId picture) {
  try {
    auto pixels = std::make_shared<const Picture>(decode_picture(project_.file_of(picture)));
    project_.set_size(picture, pixels->dimensions());
    return pixels;
  } catch (const Error& error) {
    project_.set_failure(picture, error.what());
    throw;
  }
}

Photos::Pixels Photos::whole(PictureId picture) {
  return kept(key(picture), [&] { return whole_once(picture); });
}

Photos::Pixels Photos::shrunk(PictureId picture, int64_t longest) {
  return kept(fmt::format("{} at {}", key(picture), longest), [&] {
    return std::make_shared<const Picture>(shrunk_picture(*whole(picture), longest));
  });
}

fs::path Photos::thumbnail_file(const std::string& key) const {
  return cache_ / (Fingerprint().add(key).add(kThumbnail).hexadecimal() + ".jpg");
}

Photos::Pixels Photos::thumbnail(PictureId picture) {
  const auto name = key(picture);
  return kept("thumbnail of " + name, [&] { return made_thumbnail(picture, name); });
}

Photos::Pixels Photos::made_thumbnail(PictureId picture, const std::string& key) {
  const auto file = thumbnail_file(key);
  std::error_code error;
  if (fs::exists(file, error)) {
    try {
      return std::make_shared<const Picture>(decode_picture(file));
    } catch (const Error& damaged) {
      note(damaged.what());
    }
  }
  auto small = shrunk_picture(*whole_once(picture), kThumbnail);
  try {
    encode_picture(file, small);
  } catch (const Error& full) {
    note(full.what());
  }
  return std::make_shared<const Picture>(std::move(small));
}

}  // namespace panet::serve
