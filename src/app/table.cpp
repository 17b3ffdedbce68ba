#include "app/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/plain_text.h"

namespace panet::app {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Cells hold names out of files.
Rows plain(Rows rows) {
  for (auto& row : rows)
    for (auto& cell : row) cell = plain_text(cell);
  return rows;
}

// Characters of a UTF-8 text: every byte but those that continue one.
std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::size_t cell_width(const std::string& cell) {
  return characters(plain_text(cell));
}

std::string table_row(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const auto cell = plain_text(cells[c]);
    const std::string padding(widths[c] - std::min(widths[c], characters(cell)), ' ');
    text += c == 0 ? cell + padding : "  " + padding + cell;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + '\n';
}

std::string table(const Rows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c)
      widths[c] = std::max(widths[c], cell_width(row[c]));
  }
  std::string text;
  for (const auto& row : rows) text += table_row(row, widths);
  return text;
}

std::string markdown_table(const Rows& cells) {
  const auto rows = plain(cells);
  std::string text;
  for (const auto& row : rows) {
    for (const auto& cell : row) text += "| " + cell + " ";
    text += "|\n";
    if (&row != &rows.front()) continue;
    for (std::size_t c = 0; c < row.size(); ++c) text += c == 0 ? "|---" : "|---:";
    text += "|\n";
  }
  return text;
}

}  // namespace panet::app
