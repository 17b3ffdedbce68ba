#include "serve/project/sqlite_journal.h"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <string_view>

#include "panet/base/error.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr auto kEndOfName = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"sv;

std::string end_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(-static_cast<std::streamoff>(kEndOfName.size()), std::ios::end);
  std::string end(kEndOfName.size(), '\0');
  file.read(end.data(), static_cast<std::streamsize>(end.size()));
  return file ? end : std::string();
}

}  // namespace

void require_journal_of_one_database(const fs::path& database) {
  fs::path journal = database;
  journal += "-journal";
  if (end_of(journal) == kEndOfName)
    throw Error(fmt::format(
        "{}: names another file, which would be deleted; panet writes none like it. Remove it, "
        "unless another program has changed this project",
        journal.string()));
}

}  // namespace panet::serve
