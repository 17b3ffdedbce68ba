#include "serve/project/found_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/folded_text.h"
#include "base/natural_order.h"
#include "base/plain_text.h"
#include "panet/image/picture_limit.h"
#include "serve/project/errors.h"
#include "serve/project/pictures.h"
#include "serve/project/status.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGone = "its file is not in the folder any more";
constexpr std::size_t kLongestName = 255;

struct KnownPicture {
  PictureId id = 0;
  int64_t bytes = 0, modified_ns = 0;
  bool is_missing = false;
  bool is_found = false;
};
using KnownPictures = std::unordered_map<std::string, KnownPicture>;

KnownPictures known_pictures(const Database& database) {
  auto query = database.query(
      "SELECT name, id, bytes, modified_ns, is_missing FROM pictures WHERE upload IS NULL");
  KnownPictures known;
  while (query.next())
    known.emplace(query.bytes(0), KnownPicture{.id = query.integer(1),
                                               .bytes = query.integer(2),
                                               .modified_ns = query.integer(3),
                                               .is_missing = query.integer(4) != 0});
  return known;
}

PictureId insert_picture(const Database& database, const std::string& name,
                         std::optional<Bytes> upload, int64_t bytes, int64_t modified_ns,
                         Revision revision) {
  database.run(
      "INSERT INTO pictures (name, folded, position, upload, bytes, modified_ns, status, revision) "
      "VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7)",
      Bytes{name}, Bytes{folded_text(name)}, upload, bytes, modified_ns,
      static_cast<int64_t>(Status::kTodo), revision);
  return database.last_row();
}

bool has_name(const Database& database, const std::string& name) {
  return database.integer("SELECT 1 FROM pictures WHERE name = ?1", Bytes{name}).has_value();
}

// "a.jpg", or, where that is taken, "a (2).jpg".
std::string free_name(const Database& database, const std::string& name) {
  if (!has_name(database, name)) return name;
  const fs::path path(name);
  for (int number = 2;; ++number) {
    const std::string other = (path.parent_path() / path.stem()).string() +
                              fmt::format(" ({})", number) + path.extension().string();
    if (!has_name(database, other)) return other;
  }
}

// A picture of the folder has its name for itself.
void rename_upload(const Database& database, const std::string& name) {
  const auto upload = database.integer(
      "SELECT id FROM pictures WHERE name = ?1 AND upload IS NOT NULL", Bytes{name});
  if (!upload) return;
  const std::string other = free_name(database, name);
  database.run("UPDATE pictures SET name = ?2, folded = ?3 WHERE id = ?1", *upload, Bytes{other},
               Bytes{folded_text(other)});
}

// A file that is new or another one than before: it is to be looked at.
void look_anew(const Database& database, const KnownPicture& picture, const FoundPicture& found,
               Revision revision) {
  database.run(
      "UPDATE pictures SET bytes = ?2, modified_ns = ?3, is_missing = 0, is_seen = 0, "
      "failure = x'' WHERE id = ?1",
      picture.id, found.bytes, found.modified_ns);
  refresh_status(database, picture.id, revision);
}

void miss(const Database& database, const KnownPicture& picture, Revision revision) {
  database.run("UPDATE pictures SET is_missing = 1, failure = ?2 WHERE id = ?1", picture.id,
               Bytes{kGone});
  refresh_status(database, picture.id, revision);
}

bool add_one(const Database& database, KnownPictures& known, const FoundPicture& found,
             Revision revision) {
  const auto before = known.find(found.name);
  if (before == known.end()) {
    rename_upload(database, found.name);
    insert_picture(database, found.name, std::nullopt, found.bytes, found.modified_ns, revision);
    return true;
  }
  KnownPicture& picture = before->second;
  picture.is_found = true;
  const bool is_same = picture.bytes == found.bytes && picture.modified_ns == found.modified_ns;
  if (is_same && !picture.is_missing) return false;
  look_anew(database, picture, found, revision);
  return true;
}

struct Placed {
  std::string name;
  PictureId id = 0;
  int64_t position = 0;
};

// Gives pictures their places in the order of names.
void order_by_name(const Database& database) {
  std::vector<Placed> pictures;
  {
    auto query = database.query("SELECT name, id, position FROM pictures ORDER BY position");
    while (query.next()) pictures.push_back({query.bytes(0), query.integer(1), query.integer(2)});
  }
  std::ranges::sort(pictures, natural_less, &Placed::name);
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const auto position = static_cast<int64_t>(i) + 1; pictures[i].position != position)
      database.run("UPDATE pictures SET position = ?2 WHERE id = ?1", pictures[i].id, position);
}

bool leads_out(const fs::path& name) {
  return name.empty() || name.is_absolute() ||
         std::ranges::find(name, fs::path("..")) != name.end();
}

// Photographs may be links to wherever a user keeps them; an upload is a file that panet wrote.
bool is_own_upload(const fs::path& file, const fs::path& uploads) {
  return file.parent_path() == uploads && !fs::is_symlink(file);
}

// What was said or can be made again has masks of the size that the picture had.
bool has_masks_of_people(const Database& database, PictureId picture) {
  return database
      .integer(
          "SELECT 1 WHERE EXISTS (SELECT 1 FROM said WHERE picture = ?1) OR EXISTS "
          "(SELECT 1 FROM changes WHERE picture = ?1)",
          picture)
      .has_value();
}

std::string text_of(PictureSize size) {
  return fmt::format("{} x {}", size.width, size.height);
}

}  // namespace

bool add_found(const Database& database, const std::vector<FoundPicture>& found,
               Revision revision) {
  KnownPictures known = known_pictures(database);
  bool is_changed = false;
  for (const auto& picture : found) is_changed |= add_one(database, known, picture, revision);
  for (const auto& [name, picture] : known)
    if (!picture.is_found && !picture.is_missing) {
      miss(database, picture, revision);
      is_changed = true;
    }
  if (is_changed) order_by_name(database);
  return is_changed;
}

PictureId insert_upload(const Database& database, const std::string& name, const std::string& file,
                        int64_t bytes, Revision revision) {
  const PictureId id =
      insert_picture(database, free_name(database, name), Bytes{file}, bytes, 0, revision);
  order_by_name(database);
  return id;
}

std::string upload_name_of(const std::string& name) {
  const std::string last = fs::path(name.substr(name.find_last_of('\\') + 1)).filename().string();
  if (last.empty() || last == "." || last == ".." || last.size() > kLongestName ||
      last.find('\0') != std::string::npos)
    throw Error(fmt::format("\"{}\" is no name for a picture: it has 1 to {} bytes, none of them 0",
                            plain_text(name.substr(0, kLongestName)), kLongestName));
  return last;
}

fs::path picture_file(const Database& database, PictureId picture, const fs::path& photos,
                      const fs::path& uploads) {
  expect_picture(database, picture);
  auto query = database.query("SELECT name, upload FROM pictures WHERE id = ?1", picture);
  query.next();
  const auto upload = query.bytes_or_null(1);
  const fs::path name = upload ? *upload : query.bytes(0);
  const auto file = (upload ? uploads : photos) / name;
  if (leads_out(name) || (upload && !is_own_upload(file, uploads)))
    database.fail(fmt::format("it is damaged: picture {} leads out of its folder", picture));
  return file;
}

bool keep_size(const Database& database, PictureId picture, PictureSize size, Revision revision) {
  if (size.height < 1 || size.width < 1 || size.height > kLongestSide || size.width > kLongestSide)
    throw Error(fmt::format("a picture of {} pixels cannot be kept", text_of(size)));
  const auto before = size_of(database, picture);
  if (before && *before != size && has_masks_of_people(database, picture))
    return keep_failure(
        database, picture,
        fmt::format("its file has {} pixels, and had {} when it was painted in; put the old "
                    "file back",
                    text_of(size), text_of(*before)),
        revision);
  if (before && *before != size)
    database.run("DELETE FROM predictions WHERE picture = ?1", picture);
  database.run(
      "UPDATE pictures SET height = ?2, width = ?3, is_seen = 1, failure = x'' WHERE id = ?1",
      picture, size.height, size.width);
  return refresh_status(database, picture, revision);
}

bool keep_failure(const Database& database, PictureId picture, const std::string& reason,
                  Revision revision) {
  expect_picture(database, picture);
  database.run("UPDATE pictures SET failure = ?2 WHERE id = ?1", picture, Bytes{reason});
  return refresh_status(database, picture, revision);
}

}  // namespace panet::serve
