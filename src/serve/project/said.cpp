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

}  // namespace

Said said_from(const Database& database, const Query& query, int column) {
  return {.painting = query.bytes_or_null(column),
          .decision = enumerator(database, query.integer(column + 1), Decision::kRejected),
          .mask = query.bytes_or_null(column + 2),
          .pixels = query.integer(column + 3),
          .origin = enumerator(database, query.integer(column + 4), Origin::kConfirmed),
          .threshold = query.number(column + 5)};
}

Said said_of(const Database& database, PictureId picture, ClassId class_id) {
  auto query = database.query(
      "SELECT painting, decision, mask, pixels, origin, threshold FROM said "
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
  database.run(
      "INSERT OR REPLACE INTO said (picture, class, painting, decision, mask, pixels, origin, "
      "threshold, is_support, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      picture, class_id, bytes_of(said.painting), static_cast<int64_t>(said.decision),
      bytes_of(said.mask), said.pixels, static_cast<int64_t>(said.origin), said.threshold,
      int64_t{is_support(database, picture, said)}, revision);
}

Mask accepted_mask(const Database& database, const Said& said, PictureSize size) {
  return with_context(database.file().string() + ": a mask is damaged",
                      [&] { return unpacked_mask(said.mask, size); });
}

Painting painting_in(const Database& database, const Said& said, PictureSize size) {
  if (!said.painting) return Painting(size);
  return with_context(database.file().string() + ": what was painted is damaged",
                      [&] { return unpacked_painting(*said.painting, size); });
}

}  // namespace panet::serve
