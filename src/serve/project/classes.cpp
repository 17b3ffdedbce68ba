#include "serve/project/classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "annotation/labelme_file.h"
#include "base/folded_text.h"
#include "base/plain_text.h"
#include "image/png.h"
#include "panet/weights/prototype_file.h"
#include "serve/project/errors.h"

namespace panet::serve {
namespace {

constexpr std::size_t kLongestName = 100, kMostBytesOfFolder = 255;
constexpr int64_t kKeys = 9;

// Colours that people see apart who confuse red and green, or blue and yellow: those of Okabe and
// Ito (2008) but black, then lighter and darker ones between them.
constexpr std::array<Colour, 16> kPalette = {{{230, 159, 0},
                                              {86, 180, 233},
                                              {0, 158, 115},
                                              {240, 228, 66},
                                              {0, 114, 178},
                                              {213, 94, 0},
                                              {204, 121, 167},
                                              {153, 221, 255},
                                              {136, 34, 85},
                                              {187, 204, 51},
                                              {51, 34, 136},
                                              {255, 170, 187},
                                              {17, 119, 51},
                                              {238, 221, 136},
                                              {68, 170, 153},
                                              {119, 170, 221}}};

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string without_blanks(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? std::string()
                                    : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// What keeps a name from being a class's; empty where nothing does.
std::string problem_of(const std::string& name) {
  if (!is_utf8(name)) return "it is no UTF-8";
  if (name.empty()) return "it is empty";
  if (characters_of(name) > kLongestName || name.size() > kMostBytesOfFolder)
    return fmt::format("it is longer than {} characters", kLongestName);
  if (plain_text(name) != name) return "it has control characters";
  if (name.find_first_of("/\\") != std::string::npos) return "it has a slash";
  if (name.starts_with('.')) return "it begins with a dot, as hidden folders do";
  if (is_background_label(plain_label(name))) return "that is what is no object";
  return {};
}

int64_t number_of(Colour colour) {
  return colour[0] << 16 | colour[1] << 8 | colour[2];
}

Colour colour_of(int64_t number) {
  return {static_cast<uint8_t>(number >> 16), static_cast<uint8_t>(number >> 8),
          static_cast<uint8_t>(number)};
}

// The first that no class has; of more classes than that, any.
Colour free_colour(const std::vector<ClassRow>& classes) {
  const auto is_free = [&](Colour colour) {
    return std::ranges::find(classes, colour, &ClassRow::colour) == classes.end();
  };
  const auto found = std::ranges::find_if(kPalette, is_free);
  if (found != kPalette.end()) return *found;
  const auto& more = voc_palette();
  return more[1 + classes.size() % (more.size() - 1)];
}

void expect_free_name(const Database& database, const std::string& name, ClassId of) {
  if (database.integer("SELECT 1 FROM classes WHERE folded = ?1 AND id != ?2",
                       std::string_view(folded_text(name)), of))
    throw Contradiction(fmt::format("there is a class \"{}\" already", name));
}

bool is_used(const Database& database, ClassId class_id) {
  return database
      .integer("SELECT 1 FROM said WHERE class = ?1 AND (painting IS NOT NULL OR decision != 0)",
               class_id)
      .has_value();
}

// A stranger's project may hold any bytes, and files and folders are named by what it holds.
std::string checked_name(const Database& database, std::string name) {
  const auto problem = problem_of(name);
  if (!problem.empty())
    database.fail(
        fmt::format("it is damaged: \"{}\" is no name for a class: {}", plain_text(name), problem));
  return name;
}

}  // namespace

std::vector<ClassRow> class_rows(const Database& database) {
  auto query = database.query(
      "SELECT id, name, colour, is_one_piece, (SELECT count(*) FROM said WHERE is_support AND "
      "class "
      "= classes.id) FROM classes ORDER BY id");
  std::vector<ClassRow> classes;
  while (query.next()) {
    const int64_t key = std::ssize(classes) + 1;
    classes.push_back({.id = query.integer(0),
                       .name = checked_name(database, query.bytes(1)),
                       .colour = colour_of(query.integer(2)),
                       .key = key <= kKeys ? key : 0,
                       .one_piece = query.integer(3) != 0,
                       .supports = query.integer(4)});
  }
  return classes;
}

ClassRow class_row(const Database& database, ClassId class_id) {
  const auto classes = class_rows(database);
  const auto found = std::ranges::find(classes, class_id, &ClassRow::id);
  if (found == classes.end()) throw NotThere(fmt::format("there is no class {}", class_id));
  return *found;
}

void expect_class(const Database& database, ClassId class_id) {
  if (!database.integer("SELECT 1 FROM classes WHERE id = ?1", class_id))
    throw NotThere(fmt::format("there is no class {}", class_id));
}

std::vector<ClassId> class_ids(const Database& database) {
  auto query = database.query("SELECT id FROM classes ORDER BY id");
  std::vector<ClassId> classes;
  while (query.next()) classes.push_back(query.integer(0));
  return classes;
}

std::string class_name_of(const std::string& text) {
  const std::string name = without_blanks(text);
  const std::string problem = problem_of(name);
  if (!problem.empty())
    throw Error(fmt::format("\"{}\" cannot be a class's name: {}", plain_text(name), problem));
  return name;
}

ClassId insert_class(const Database& database, const std::string& name,
                     std::optional<Colour> colour, bool one_piece) {
  const std::string clean = class_name_of(name);
  const auto classes = class_rows(database);
  if (std::ssize(classes) >= kMostClasses)
    throw Contradiction(fmt::format("a project has {} classes at most", kMostClasses));
  expect_free_name(database, clean, 0);
  database.run("INSERT INTO classes (name, folded, colour, is_one_piece) VALUES (?1, ?2, ?3, ?4)",
               std::string_view(clean), std::string_view(folded_text(clean)),
               number_of(colour ? *colour : free_colour(classes)), int64_t{one_piece});
  return database.last_row();
}

void update_class(const Database& database, ClassId class_id, const ClassChange& change) {
  const ClassRow before = class_row(database, class_id);
  const std::string name = change.name ? class_name_of(*change.name) : before.name;
  expect_free_name(database, name, class_id);
  database.run(
      "UPDATE classes SET name = ?2, folded = ?3, colour = ?4, is_one_piece = ?5 "
      "WHERE id = ?1",
      class_id, std::string_view(name), std::string_view(folded_text(name)),
      number_of(change.colour.value_or(before.colour)),
      int64_t{change.one_piece.value_or(before.one_piece)});
}

void delete_class(const Database& database, ClassId class_id) {
  const ClassRow row = class_row(database, class_id);
  if (is_used(database, class_id))
    throw Contradiction(fmt::format(
        "something was painted or decided of the class \"{}\"; undo that first", row.name));
  database.run("DELETE FROM said WHERE class = ?1", class_id);  // thresholds
  database.run("DELETE FROM classes WHERE id = ?1", class_id);
  database.run(
      "DELETE FROM changes WHERE NOT EXISTS "
      "(SELECT 1 FROM change_parts WHERE change = changes.id)");
}

}  // namespace panet::serve
