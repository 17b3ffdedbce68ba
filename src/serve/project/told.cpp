#include "serve/project/told.h"

#include "serve/project/changes.h"
#include "serve/project/classes.h"
#include "serve/project/editing.h"
#include "serve/project/pictures.h"
#include "serve/project/said.h"

namespace panet::serve {
namespace {

// Nobody has changed these since they were told.
std::map<ClassId, Said> untouched(const Database& database, PictureId picture) {
  auto query = database.query(
      "SELECT class FROM told JOIN said USING (picture, class, revision) WHERE picture = ?1",
      picture);
  std::map<ClassId, Said> all;
  while (query.next()) all.emplace(query.integer(0), said_of(database, picture, query.integer(0)));
  return all;
}

void keep_told(const Database& database, PictureId picture, const std::string& annotation,
               const ToldPaintings& paintings) {
  database.run("DELETE FROM told WHERE picture = ?1", picture);
  for (const auto& entry : paintings)
    database.run(
        "INSERT INTO told (picture, class, annotation, revision) SELECT picture, class, ?3, "
        "revision FROM said WHERE picture = ?1 AND class = ?2",
        picture, entry.first, annotation);
}

}  // namespace

void take_told(const Database& database, PictureId picture, const std::string& annotation,
               const ToldPaintings& paintings, Revision revision) {
  const PictureSize size = known_size_of(database, picture);
  std::map<ClassId, Said> after = untouched(database, picture);
  for (auto& [class_id, said] : after) said = said_with(said, Painting(size));
  for (const auto& [class_id, painting] : paintings) {
    expect_class(database, class_id);
    expect_size(painting, size);
    after.insert_or_assign(class_id, said_with(said_of(database, picture, class_id), painting));
  }
  make_change(database, {.kind = Change::Kind::kEdit, .picture = picture, .class_id = {}}, after,
              revision);
  keep_told(database, picture, annotation, paintings);
}

std::optional<PictureId> told_of(const Database& database, const std::string& annotation) {
  return database.integer("SELECT picture FROM told WHERE annotation = ?1 LIMIT 1", annotation);
}

}  // namespace panet::serve
