#include "serve/project/pictures.h"

#include <fmt/format.h>

#include <array>

#include "base/folded_text.h"
#include "panet/image/picture_limit.h"
#include "serve/project/errors.h"

namespace panet::serve {
namespace {

constexpr std::string_view kColumns =
    "id, name, upload IS NOT NULL, CASE WHEN is_seen THEN height END, CASE WHEN is_seen THEN width "
    "END, failure, status, is_uncertain, presence, certainty, revision";

bool fits_picture(int64_t height, int64_t width) {
  return height >= 1 && width >= 1 && height <= kLongestSide && width <= kLongestSide &&
         height * width <= max_pixels();
}

std::optional<PictureSize> size_from(const Database& database, const Query& query, int column) {
  if (query.is_null(column)) return std::nullopt;
  const PictureSize size{query.integer(column), query.integer(column + 1)};
  if (!fits_picture(size.height, size.width))
    database.fail(fmt::format("a picture has {} x {} pixels, of {} at most", size.width,
                              size.height, max_pixels()));
  return size;
}

Status status_from(const Database& database, int64_t number) {
  if (number < 0 || number > static_cast<int64_t>(Status::kTodo))
    database.fail(fmt::format("it is damaged: {} is no status", number));
  return static_cast<Status>(number);
}

PictureRow row_from(const Database& database, const Query& query) {
  return {.id = query.integer(0),
          .name = query.bytes(1),
          .is_upload = query.integer(2) != 0,
          .size = size_from(database, query, 3),
          .failure = query.bytes(5),
          .status = status_from(database, query.integer(6)),
          .is_uncertain = query.integer(7) != 0,
          .presence = query.number_or_null(8),
          .certainty = query.number_or_null(9),
          .revision = query.integer(10)};
}

[[noreturn]] void fail_not_there(PictureId picture) {
  throw NotThere(fmt::format("there is no picture {}", picture));
}

// Each has an index.
std::string_view order_of(Sort sort) {
  switch (sort) {
    case Sort::kUncertain:
      return "certainty IS NULL, certainty, position";
    case Sort::kPresence:
      return "presence DESC, position";
    case Sort::kRecent:
      return "revision DESC, position";
    default:
      return "position";
  }
}

// Which pictures are asked for; what is searched for is the parameter.
std::string condition_of(const PictureQuery& query, std::string_view search_parameter) {
  std::string condition = "1";
  if (query.status) condition = fmt::format("status = {}", static_cast<int>(*query.status));
  if (query.uncertain)
    condition +=
        fmt::format(" AND status = {} AND is_uncertain = 1", static_cast<int>(Status::kPredicted));
  if (!query.search.empty())
    condition += fmt::format(" AND instr(folded, {}) > 0", search_parameter);
  return condition;
}

int64_t total_of(const Database& database, const PictureQuery& query, const std::string& search) {
  const std::string sql =
      fmt::format("SELECT count(*) FROM pictures WHERE {}", condition_of(query, "?1"));
  return (search.empty() ? database.integer(sql) : database.integer(sql, Bytes{search}))
      .value_or(0);
}

int64_t& count_of(Counts& counts, Status status) {
  const std::array members = {&counts.failed,    &counts.mended, &counts.empty, &counts.accepted,
                              &counts.predicted, &counts.absent, &counts.todo};
  return *members.at(static_cast<std::size_t>(status));
}

}  // namespace

PictureRow picture_row(const Database& database, PictureId picture) {
  auto query =
      database.query(fmt::format("SELECT {} FROM pictures WHERE id = ?1", kColumns), picture);
  if (!query.next()) fail_not_there(picture);
  return row_from(database, query);
}

void expect_picture(const Database& database, PictureId picture) {
  if (!database.integer("SELECT 1 FROM pictures WHERE id = ?1", picture)) fail_not_there(picture);
}

std::optional<PictureSize> size_of(const Database& database, PictureId picture) {
  auto query = database.query("SELECT height, width FROM pictures WHERE id = ?1", picture);
  if (!query.next()) fail_not_there(picture);
  return size_from(database, query, 0);
}

PictureSize known_size_of(const Database& database, PictureId picture) {
  const auto size = size_of(database, picture);
  if (!size) throw Contradiction(fmt::format("picture {} was not looked at yet", picture));
  return *size;
}

PicturePage picture_page(const Database& database, const PictureQuery& query) {
  const std::string search = folded_text(query.search);
  PicturePage page{.total = total_of(database, query, search), .pictures = {}};
  const std::string sql =
      fmt::format("SELECT {} FROM pictures WHERE {} ORDER BY {} LIMIT ?1 OFFSET ?2", kColumns,
                  condition_of(query, "?3"), order_of(query.sort));
  auto rows = search.empty() ? database.query(sql, query.limit, query.offset)
                             : database.query(sql, query.limit, query.offset, Bytes{search});
  while (rows.next()) page.pictures.push_back(row_from(database, rows));
  return page;
}

Counts count_pictures(const Database& database) {
  Counts counts;
  auto query =
      database.query("SELECT status, count(*), sum(is_uncertain) FROM pictures GROUP BY status");
  while (query.next()) {
    count_of(counts, status_from(database, query.integer(0))) = query.integer(1);
    counts.total += query.integer(1);
    counts.uncertain += query.integer(2);
  }
  return counts;
}

std::vector<PictureId> undecided_pictures(const Database& database) {
  auto query = database.query(
      "SELECT id FROM pictures WHERE status != ?1 AND "
      "(SELECT count(*) FROM said WHERE picture = pictures.id AND decision != 0) < "
      "(SELECT count(*) FROM classes) ORDER BY position",
      static_cast<int64_t>(Status::kFailed));
  std::vector<PictureId> pictures;
  while (query.next()) pictures.push_back(query.integer(0));
  return pictures;
}

}  // namespace panet::serve
