#include "serve/formats/zip_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <exception>

#include "panet/base/error.h"
#include "panet/image/decode.h"

namespace panet::serve {
namespace {

constexpr int64_t kTime = 315'532'800;  // 1980-01-01, when zip's times begin
constexpr int kMode = 0644;
constexpr int kWholeBlocks = 1;  // the last block is not padded

// libarchive takes names for text in the thread's locale; while this lives, that is UTF-8.
class Utf8Names {
 public:
  Utf8Names()
      : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)), before_(::uselocale(locale_)) {}
  ~Utf8Names() {
    ::uselocale(before_);
    if (locale_ != nullptr) ::freelocale(locale_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  locale_t locale_, before_;
};

}  // namespace

class ZipWriter::Archive {
 public:
  explicit Archive(const ChunkSink& sink)
      : sink_(sink), archive_(archive_write_new(), &archive_write_free) {
    const Utf8Names names;
    expect(archive_write_set_format_zip(archive_.get()));
    expect(archive_write_set_options(archive_.get(), "zip:hdrcharset=UTF-8"));
    expect(archive_write_set_bytes_in_last_block(archive_.get(), kWholeBlocks));
    expect(archive_write_open2(archive_.get(), this, nullptr, &written, nullptr, nullptr));
  }

  // An archive that was not closed ends here, its last blocks unwritten.
  ~Archive() { end(); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  void add(const std::string& name, std::span<const std::byte> bytes) {
    const Utf8Names names;
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         &archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kMode);
    archive_entry_set_mtime(entry.get(), kTime, 0);
    archive_entry_set_size(entry.get(), static_cast<int64_t>(bytes.size()));
    expect(has_picture_extension(name) ? archive_write_zip_set_compression_store(archive_.get())
                                       : archive_write_zip_set_compression_deflate(archive_.get()));
    expect(archive_write_header(archive_.get(), entry.get()));
    if (archive_write_data(archive_.get(), bytes.data(), bytes.size()) < 0) expect(ARCHIVE_FATAL);
  }

  void close() { expect(archive_write_close(archive_.get())); }

 private:
  // An exception cannot go through libarchive: it waits until it has come back.
  static la_ssize_t written(archive*, void* self, const void* bytes, std::size_t size) {
    auto& archive = *static_cast<Archive*>(self);
    if (!archive.is_open_) return static_cast<la_ssize_t>(size);
    try {
      archive.sink_({static_cast<const std::byte*>(bytes), size});
      return static_cast<la_ssize_t>(size);
    } catch (...) {
      archive.failure_ = std::current_exception();
      return -1;
    }
  }

  void expect(int status) {
    if (!failure_ && status != ARCHIVE_OK) failure_ = std::make_exception_ptr(last_error());
    if (!failure_) return;
    end();
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }

  Error last_error() const {
    const char* told = archive_error_string(archive_.get());
    return Error(fmt::format("a zip archive cannot be written: {}",
                             told == nullptr ? "libarchive does not say why" : told));
  }

  // libarchive packs the entry under way to its end: while its bytes are there, and for nobody.
  void end() {
    is_open_ = false;
    archive_.reset();
  }

  const ChunkSink& sink_;
  bool is_open_ = true;
  std::exception_ptr failure_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
};

ZipWriter::ZipWriter(const ChunkSink& sink) : archive_(std::make_unique<Archive>(sink)) {}

ZipWriter::~ZipWriter() = default;

void ZipWriter::add(const std::string& name, std::span<const std::byte> bytes) {
  archive_->add(name, bytes);
}

void ZipWriter::add(const std::string& name, std::string_view text) {
  add(name, std::as_bytes(std::span(text)));
}

void ZipWriter::close() {
  archive_->close();
}

}  // namespace panet::serve
