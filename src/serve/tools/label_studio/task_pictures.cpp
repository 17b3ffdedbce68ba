#include "serve/tools/label_studio/task_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/base64.h"
#include "base/file_bytes.h"
#include "base/lies_below.h"
#include "panet/base/error.h"
#include "serve/http/failure.h"
#include "serve/http/target.h"
#include "serve/tools/sent_picture.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLocal = "/data/local-files/", kMedia = "/data/";

// Where a file lies below one of the folders that Label Studio shows.
std::optional<fs::path> way_in(const std::string& address) {
  if (!address.starts_with(kMedia)) return std::nullopt;
  const auto target = parse_target(address);
  if (!target.path.starts_with(kLocal)) return target.path.substr(kMedia.size());
  const auto way = target.query.find("d");
  return way == target.query.end() ? std::nullopt : std::optional<fs::path>(way->second);
}

// Addresses are untrusted: no way leads out of the folder, by a link either.
std::optional<fs::path> below(const fs::path& root, const fs::path& way) {
  std::error_code error;
  const auto file = fs::canonical(root / way.relative_path(), error);
  if (error || !fs::is_regular_file(file, error)) return std::nullopt;
  return lies_below(file, root) ? std::optional(file) : std::nullopt;
}

// "https://host/a/b.jpg?x=y" -> "b.jpg"
std::string name_in(std::string_view address) {
  address = address.substr(0, address.find('?'));
  return std::string(address.substr(address.find_last_of('/') + 1));
}

bool is_in_store(std::string_view address) {
  constexpr std::array<std::string_view, 4> kStores = {"s3://", "gs://", "azure-blob://",
                                                       "azure_spi://"};
  return std::ranges::any_of(kStores,
                             [&](std::string_view store) { return address.starts_with(store); });
}

}  // namespace

TaskPictures::TaskPictures(Project& project, LabelStudioServer& server, std::vector<fs::path> roots)
    : project_(project), server_(server), roots_(std::move(roots)) {
  roots_.insert(roots_.begin(), project.photos());
  for (auto& root : roots_) root = fs::canonical(root);
}

std::optional<fs::path> TaskPictures::file_here(const std::string& address) const {
  const auto way = way_in(address);
  if (!way) return std::nullopt;
  for (const auto& root : roots_)
    if (auto file = below(root, *way)) return file;
  return std::nullopt;
}

std::optional<PictureId> TaskPictures::of_folder(const fs::path& file) const {
  return project_.find(file.lexically_relative(roots_.front()).string());
}

TaskPictures::Found TaskPictures::find(int64_t task, const std::string& address) const {
  Found found = {.picture = {}, .name = name_in(address), .file = {}};
  if (const auto file = file_here(address)) {
    found.picture = of_folder(*file);
    found.name = file->filename().string();
    if (!found.picture) found.file = file_bytes(*file);
  } else if (address.starts_with("data:")) {
    found.name = fmt::format("task-{}", task);
    found.file = decode_base64(std::string_view(address).substr(address.find(',') + 1));
  } else {
    found.file = server_.picture(is_in_store(address) ? server_.resolving(task, address) : address);
  }
  if (!found.picture) found.picture = project_.find_upload(found.name, found.file);
  return found;
}

PictureId TaskPictures::take_in(int64_t task, const std::string& address) const {
  const auto found = find(task, address);
  return found.picture ? *found.picture : project_.add_upload(found.name, found.file).id;
}

}  // namespace panet::serve
