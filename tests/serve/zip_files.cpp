#include "zip_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <locale.h>

#include <array>
#include <memory>

namespace panet::serve::test {

std::map<std::string, std::string> zip_files(const std::string& zip) {
  // libarchive takes names for text in the thread's locale.
  const std::unique_ptr<std::remove_pointer_t<locale_t>, void (*)(locale_t)> utf8(
      ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr), &::freelocale);
  const locale_t before = ::uselocale(utf8.get());
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), &archive_read_free);
  archive_read_support_format_zip(reader.get());
  archive_read_set_options(reader.get(), "hdrcharset=UTF-8");
  EXPECT_EQ(archive_read_open_memory(reader.get(), zip.data(), zip.size()), ARCHIVE_OK);
  std::map<std::string, std::string> files;
  for (archive_entry* entry = nullptr;
       archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK;) {
    const char* name = archive_entry_pathname_utf8(entry);
    std::string& content = files[name == nullptr ? "?" : name];
    std::array<char, 4096> chunk;
    for (la_ssize_t read; (read = archive_read_data(reader.get(), chunk.data(), chunk.size())) > 0;)
      content.append(chunk.data(), static_cast<std::size_t>(read));
  }
  ::uselocale(before);
  return files;
}

}  // namespace panet::serve::test
