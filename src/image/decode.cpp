#include "panet/image/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include "image/extension.h"
#include "image/file_signature.h"
#include "image/input_file.h"
#include "image/oriented_rows.h"
#include "image/picture_reader.h"
#include "image/picture_size.h"
#include "image/png_reader.h"
#include "panet/base/note.h"

namespace panet {
namespace {

#if defined(PANET_HAS_HEIF)
constexpr bool kReadsHeif = true;
#else
constexpr bool kReadsHeif = false;
#endif

enum class Format { kJpeg, kPng, kWebP, kBmp, kTiff, kHeif };

// What to say of a file that is no picture.
std::string refusal(const KindOfFile& kind) {
  return kind.name.empty() ? "neither JPEG, PNG, WebP, BMP nor TIFF" : in_words(kind);
}

Format format_of(ByteView head) {
  if (head.matches(0, "\xFF\xD8\xFF")) return Format::kJpeg;
  if (head.matches(0, "\x89PNG\r\n\x1A\n")) return Format::kPng;
  if (head.matches(0, "RIFF") && head.matches(8, "WEBP")) return Format::kWebP;
  if (head.matches(0, "BM")) return Format::kBmp;
  if (head.matches(0, std::string_view("II\x2A\0", 4)) ||
      head.matches(0, std::string_view("MM\0\x2A", 4)))
    return Format::kTiff;
  const KindOfFile kind = kind_of_file(head);
  if (kReadsHeif && kind.family == FileFamily::kPicture) return Format::kHeif;
  throw Error(refusal(kind));
}

Format format_of(std::ifstream& file) {
  std::array<char, kSignatureBytes> head;
  file.read(head.data(), head.size());
  const auto size = static_cast<std::size_t>(file.gcount());
  file.clear();
  file.seekg(0);
  return format_of(ByteView({reinterpret_cast<const uint8_t*>(head.data()), size}));
}

Decoded decode(Format format, ByteView file, const Admission& admit) {
  switch (format) {
    case Format::kJpeg:
      return read_jpeg(file, admit);
    case Format::kWebP:
      return read_webp(file, admit);
    case Format::kTiff:
      return read_tiff(file, admit);
#if defined(PANET_HAS_HEIF)
    case Format::kHeif:
      return read_heif(file, admit);
#endif
    default:
      return read_bmp(file, admit);
  }
}

Decoded decode_png(std::istream& file, const Admission& admit) {
  PngReader png(file);
  admit(png.height(), png.width());
  return {.pixels = oriented(png.rgb(), png.orientation()), .bits = png.bit_depth()};
}

Decoded decode(std::ifstream& file, const Admission& admit) {
  const Format format = format_of(file);
  if (format == Format::kPng) return decode_png(file, admit);
  const std::vector<uint8_t> bytes = all_bytes(file);
  return decode(format, ByteView(bytes), admit);
}

// Cameras and scanners store 12 bits in 16, often without a word of it in the file.
void note_unused_bits(const std::filesystem::path& path, const Decoded& decoded) {
  constexpr uint8_t kBrightestOf12Bits = 16;
  const auto is_dark = [](const Colour& colour) {
    return std::ranges::max(colour) <= kBrightestOf12Bits;
  };
  if (decoded.bits <= 8 || !std::ranges::all_of(decoded.pixels.all(), is_dark)) return;
  note(fmt::format(
      "{}: 16 bits, of which the upper four are empty: the picture is nearly black; stretch its "
      "values if it holds 12 bits",
      path.string()));
}

// Within what pictures may be; without `admit`, within the memory that there is.
Admission admission(const Admission& admit) {
  return [&admit](int64_t height, int64_t width) {
    check_picture_size(static_cast<uint64_t>(height), static_cast<uint64_t>(width));
    admit ? admit(height, width) : check_picture_memory(height, width, kBytesPerPixel);
  };
}

}  // namespace

Picture decode_picture(const std::filesystem::path& path, const Admission& admit) {
  return in_file(path, [&] {
    std::ifstream file = open_input(path);
    Decoded decoded = decode(file, admission(admit));
    note_unused_bits(path, decoded);
    return std::move(decoded.pixels);
  });
}

Picture decode_picture(std::span<const std::byte> file, const Admission& admit) {
  const ByteView bytes({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
  const Format format = format_of(bytes.part(0, std::min(bytes.size(), uint64_t{kSignatureBytes})));
  if (format != Format::kPng) return std::move(decode(format, bytes, admission(admit)).pixels);
  std::istringstream stream(std::string(reinterpret_cast<const char*>(file.data()), file.size()));
  return std::move(decode_png(stream, admission(admit)).pixels);
}

bool has_picture_extension(const std::filesystem::path& path) {
  constexpr std::array kKnown = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"};
  constexpr std::array kOfHeif = {".heic", ".heif", ".avif"};
  const std::string extension = lowercase_extension(path);
  return std::ranges::find(kKnown, extension) != kKnown.end() ||
         (kReadsHeif && std::ranges::find(kOfHeif, extension) != kOfHeif.end());
}

}  // namespace panet
