#include "serve/project/said.h"

#include <fmt/format.h>

#include "base/error_context.h"
#include "serve/project/masks.h"

namespace panet::serve {
namespace {

template <typename Enum>
Enum enumerator(const Database& database, int64_t number, Enum last) {
  if (number < 0 || number > static_cast<int64_t>(last))
    database.fail(fmt::format("it is damaged: {} is no decision or origin", number));
  return static_cast<Enum>(number);
}

std::optional<Bytes> bytes_of(const std::optional<std::string>& text) {
  return text ? std::optional(Bytes{*text}) : std::nullopt;
}

// What there is to learn from: not what was rejected, nor what was accepted without a pixel.
bool is_support(const Database& database, PictureId picture, const Said& said) {
  if (!said.painting || said.decision == Decision::kRejected) return false;
  if (said.decision == Decision::kAccepted) return said.pixels > 0;
  auto query = database.query("SELECT height, width FROM pictures WHERE id = ?1", picture);
  if (!query.next()) return false;
  return has_object(painting_in(database, said, {query.integer(0), query.integer(1)}));
}

bool is_said_but_for_lines(const Database& database, PictureId picture, ClassId class_id,
                           const Said& said) {
  Said before = said_of(database, picture, class_id);
  if (before == Said{}) return false;  // perhaps there is no row
  before.lines = said.lines;
  return before == said;
}

}  // namespace

Said said_from(const Database& database, const Query& query, int column) {
  return {.painting = query.bytes_or_null(column),
          .decision = enumerator(database, query.integer(column + 1), Decision::kRejected),
          .mask = query.bytes_or_null(column + 2),
          .pixels = query.integer(column + 3),
          .origin = enumerator(database, query.integer(column + 4), Origin::kConfirmed),
          .threshold = query.number(column + 5),
          .lines = query.bytes_or_null(column + 6)};
}

Said said_of(const Database& database, PictureId picture, ClassId class_id) {
  auto query = database.query(
      "SELECT painting, decision, mask, pixels, origin, threshold, lines FROM said "
      "WHERE picture = ?1 AND class = ?2",
      picture, class_id);
  return query.next() ? said_from(database, query, 0) : Said{};
}

void say(const Database& database, PictureId picture, ClassId class_id, const Said& said,
         Revision revision) {
  if (said == Said{}) {
    database.run("DELETE FROM said WHERE picture = ?1 AND class = ?2", picture, class_id);
    return;
  }
  if (is_said_but_for_lines(database, picture, class_id, said)) {
    database.run("UPDATE said SET lines = ?3 WHERE picture = ?1 AND class = ?2", picture, class_id,
                 bytes_of(said.lines));
    return;
  }
  database.run(
      "INSERT OR REPLACE INTO said (picture, class, painting, decision, mask, pixels, origin, "
      "threshold, lines, is_support, revision) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      picture, class_id, bytes_of(said.painting), static_cast<int64_t>(said.decision),
      bytes_of(said.mask), said.pixels, static_cast<int64_t>(said.origin), said.threshold,
      bytes_of(said.lines), int64_t{is_support(database, picture, said)}, revision);
}

Mask accepted_mask(const Database& database, const Said& said, PictureSize size) {
  return with_context(database.file().string() + ": a mask is damaged",
                      [&] { return unpacked_mask(said.mask, size); });
}

std::vector<PieceLine> lines_in(const Database& database, const Said& said) {
  return with_context(database.file().string() + ": lines through pieces are damaged",
                      [&] { return unpacked_lines(said.lines); });
}

Painting painting_in(const Database& database, const Said& said, PictureSize size) {
  if (!said.painting) return Painting(size);
  return with_context(database.file().string() + ": what was painted is damaged",
                      [&] { return unpacked_painting(*said.painting, size); });
}

}  // namespace panet::serve
