#include "serve/project/changes.h"

#include <fmt/format.h>

#include "serve/project/errors.h"
#include "serve/project/status.h"

namespace panet::serve {
namespace {

struct Listed {
  int64_t id = 0;
  Change change;
};

std::optional<Bytes> bytes_of(const std::optional<std::string>& text) {
  return text ? std::optional(Bytes{*text}) : std::nullopt;
}

void keep_part(const Database& database, int64_t change, ClassId class_id, const Said& said) {
  database.run(
      "INSERT OR REPLACE INTO change_parts (change, class, painting, decision, mask, pixels, "
      "origin, threshold, lines) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      change, class_id, bytes_of(said.painting), static_cast<int64_t>(said.decision),
      bytes_of(said.mask), said.pixels, static_cast<int64_t>(said.origin), said.threshold,
      bytes_of(said.lines));
}

std::map<ClassId, Said> parts_of(const Database& database, int64_t change) {
  auto query = database.query(
      "SELECT class, painting, decision, mask, pixels, origin, threshold, lines FROM change_parts "
      "WHERE change = ?1",
      change);
  std::map<ClassId, Said> parts;
  while (query.next()) parts.emplace(query.integer(0), said_from(database, query, 1));
  return parts;
}

// What a change keeps becomes what stands, and the other way round.
void swap_parts(const Database& database, const Listed& listed, Revision revision) {
  for (const auto& [class_id, kept] : parts_of(database, listed.id)) {
    keep_part(database, listed.id, class_id, said_of(database, listed.change.picture, class_id));
    say(database, listed.change.picture, class_id, kept, revision);
  }
  refresh_status(database, listed.change.picture, revision);
}

Change::Kind kind_from(const Database& database, int64_t number) {
  if (number < 0 || number > static_cast<int64_t>(Change::Kind::kPieces))
    database.fail(fmt::format("it is damaged: {} is no kind of change", number));
  return static_cast<Change::Kind>(number);
}

std::optional<Listed> listed_from(const Database& database, Query query) {
  if (!query.next()) return std::nullopt;
  return Listed{.id = query.integer(0),
                .change = {.kind = kind_from(database, query.integer(1)),
                           .picture = query.integer(2),
                           .class_id = query.integer_or_null(3)}};
}

Change swapped(const Database& database, Listed listed, bool is_undone, Revision revision) {
  swap_parts(database, listed, revision);
  database.run("UPDATE changes SET is_undone = ?2 WHERE id = ?1", listed.id, int64_t{is_undone});
  listed.change.revision = revision;
  return listed.change;
}

}  // namespace

bool make_change(const Database& database, const Change& change,
                 const std::map<ClassId, Said>& after, Revision revision) {
  std::map<ClassId, Said> before;
  for (const auto& [class_id, said] : after) {
    Said stands = said_of(database, change.picture, class_id);
    if (stands != said) before.emplace(class_id, std::move(stands));
  }
  if (before.empty()) return false;
  database.run("DELETE FROM changes WHERE is_undone = 1");
  database.run("INSERT INTO changes (kind, picture, class) VALUES (?1, ?2, ?3)",
               static_cast<int64_t>(change.kind), change.picture, change.class_id);
  const int64_t id = database.last_row();
  for (const auto& [class_id, stood] : before) {
    keep_part(database, id, class_id, stood);
    say(database, change.picture, class_id, after.at(class_id), revision);
  }
  refresh_status(database, change.picture, revision);
  return true;
}

Change undo_change(const Database& database, Revision revision) {
  const auto last = listed_from(
      database, database.query("SELECT id, kind, picture, class FROM changes WHERE is_undone = 0 "
                               "ORDER BY id DESC LIMIT 1"));
  if (!last) throw Contradiction("there is nothing to undo");
  return swapped(database, *last, true, revision);
}

Change redo_change(const Database& database, Revision revision) {
  const auto first = listed_from(
      database, database.query("SELECT id, kind, picture, class FROM changes WHERE is_undone = 1 "
                               "ORDER BY id LIMIT 1"));
  if (!first) throw Contradiction("there is nothing that was undone");
  return swapped(database, *first, false, revision);
}

bool has_change(const Database& database, bool is_undone) {
  return database.integer("SELECT 1 FROM changes WHERE is_undone = ?1 LIMIT 1", int64_t{is_undone})
      .has_value();
}

}  // namespace panet::serve
