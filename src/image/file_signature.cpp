#include "image/file_signature.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/lower_case.h"
#include "image/extension.h"
#include "image/tiff_directory.h"

namespace panet {
namespace {

using namespace std::string_view_literals;

constexpr auto kConvert = "convert it to JPEG first"sv;
constexpr auto kExtract = "extract single pictures as JPEG first"sv;

constexpr KindOfFile readable(std::string_view name, std::string_view description) {
  return {FileFamily::kPicture, name, description, {}};
}

constexpr KindOfFile unread(std::string_view name, std::string_view description) {
  return {FileFamily::kOtherPicture, name, description, kConvert};
}

constexpr KindOfFile video(std::string_view name) {
  return {FileFamily::kVideo, name, "a video", kExtract};
}

constexpr KindOfFile other(std::string_view name, std::string_view description,
                           std::string_view advice = {}) {
  return {FileFamily::kOther, name, description, advice};
}

constexpr auto kJpeg = readable("JPEG", "a JPEG picture");
constexpr auto kPng = readable("PNG", "a PNG picture");
constexpr auto kWebP = readable("WebP", "a WebP picture");
constexpr auto kBmp = readable("BMP", "a BMP picture");
constexpr auto kTiff = readable("TIFF", "a TIFF picture");

#if defined(PANET_HAS_HEIF)
constexpr auto kOfHeif = readable;
#else
constexpr auto kOfHeif = unread;
#endif
constexpr auto kHeic = kOfHeif("HEIC", "a HEIC picture (iPhone)");
constexpr auto kHeif = kOfHeif("HEIF", "a HEIF picture");
constexpr auto kAvif = kOfHeif("AVIF", "an AVIF picture");
constexpr auto kRaw = unread("RAW", "a camera's raw picture");
constexpr auto kGif = unread("GIF", "a GIF picture");
constexpr auto kBigTiff = unread("BigTIFF", "a BigTIFF picture");
constexpr auto kJpegXl = unread("JPEG XL", "a JPEG XL picture");
constexpr auto kJpeg2000 = unread("JPEG 2000", "a JPEG 2000 picture");
constexpr auto kSvg = unread("SVG", "an SVG drawing");
constexpr auto kPnm = unread("PNM", "a PNM picture");

constexpr auto kMp4 = video("MP4 video");
constexpr auto kMov = video("MOV video");
constexpr auto kOggVideo = video("Ogg video");

constexpr auto kWebPage =
    other("web page", "a web page, not the picture that it shows", "download the picture itself");

struct Signature {
  std::size_t position;
  std::string_view mark;
  KindOfFile kind;
};

// The first that fits counts.
constexpr std::array kSignatures = {
    Signature{0, "\xFF\xD8\xFF"sv, kJpeg},
    Signature{0, "\x89PNG\r\n\x1A\n"sv, kPng},
    Signature{0, "GIF87a"sv, kGif},
    Signature{0, "GIF89a"sv, kGif},
    Signature{8, "CR\2\0"sv, kRaw},
    Signature{0, "IIRO"sv, kRaw},
    Signature{0, "IIRS"sv, kRaw},
    Signature{0, "MMOR"sv, kRaw},
    Signature{0, "IIU\0"sv, kRaw},
    Signature{0, "FUJIFILMCCD-RAW"sv, kRaw},
    Signature{0, "FOVb"sv, kRaw},
    Signature{6, "HEAPCCDR"sv, kRaw},
    Signature{0, "\0MRM"sv, kRaw},
    Signature{0, "II\x2B\0"sv, kBigTiff},
    Signature{0, "MM\0\x2B"sv, kBigTiff},
    Signature{0, "\0\0\0\x0CJXL \r\n\x87\n"sv, kJpegXl},
    Signature{0, "\xFF\x0A"sv, kJpegXl},
    Signature{0, "\0\0\0\x0CjP  \r\n\x87\n"sv, kJpeg2000},
    Signature{0, "\xFF\x4F\xFF\x51"sv, kJpeg2000},
    Signature{0, "II\xBC"sv, unread("JPEG XR", "a JPEG XR picture")},
    Signature{0, "8BPS"sv, unread("PSD", "a Photoshop picture")},
    Signature{0, "gimp xcf"sv, unread("XCF", "a GIMP picture")},
    Signature{0, "\x76\x2F\x31\x01"sv, unread("EXR", "an OpenEXR picture")},
    Signature{0, "#?RADIANCE"sv, unread("HDR", "a Radiance picture")},
    Signature{0, "#?RGBE"sv, unread("HDR", "a Radiance picture")},
    Signature{0, "\0\0\1\0"sv, unread("ICO", "an icon")},
    Signature{0, "icns"sv, unread("ICNS", "an icon")},
    Signature{0, "qoif"sv, unread("QOI", "a QOI picture")},
    Signature{0, "DDS "sv, unread("DDS", "a DDS texture")},
    Signature{0, "BPG\xFB"sv, unread("BPG", "a BPG picture")},
    Signature{0, "\x8BJNG"sv, unread("JNG", "a JNG picture")},
    Signature{0, "\x8AMNG"sv, unread("MNG", "an MNG picture")},
    Signature{0, "SIMPLE  ="sv, unread("FITS", "a FITS picture")},
    Signature{0, "AT&TFORM"sv, unread("DjVu", "a DjVu document")},
    Signature{128, "DICM"sv, unread("DICOM", "a DICOM picture")},
    Signature{0, "%PDF-"sv, unread("PDF", "a PDF document")},
    Signature{0, "%!PS"sv, unread("PostScript", "a PostScript document")},
    Signature{0, "\xC5\xD0\xD3\xC6"sv, unread("PostScript", "a PostScript document")},
    Signature{0, "\x1A\x45\xDF\xA3"sv, video("Matroska video")},
    Signature{0, "\0\0\1\xBA"sv, video("MPEG video")},
    Signature{0, "FLV\1"sv, video("FLV video")},
    Signature{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, video("WMV video")},
    Signature{4, "moov"sv, kMov},
    Signature{4, "mdat"sv, kMov},
    Signature{4, "wide"sv, kMov},
    Signature{28, "\x80theora"sv, kOggVideo},
    Signature{0, "PK\3\4"sv, other("ZIP", "a ZIP archive", "unpack it first")},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, other("7z", "a 7z archive", "unpack it first")},
    Signature{0, "Rar!\x1A\x07"sv, other("RAR", "a RAR archive", "unpack it first")},
    Signature{0, "\x1F\x8B"sv, other("gzip", "a gzip file", "unpack it first")},
    Signature{257, "ustar"sv, other("tar", "a tar archive", "unpack it first")},
    Signature{0, "\x93NUMPY"sv, other("NumPy array", "a NumPy array", "save it as PNG first")},
    Signature{0, "version https://git-lfs"sv,
              other("git-lfs pointer", "a git-lfs pointer, not the file it stands for",
                    "run `git lfs pull`")},
};

struct Brand {
  std::string_view mark;
  KindOfFile kind;
};

// Of ISO media files, which HEIC and MP4 are: their boxes begin with "ftyp" and a brand.
constexpr std::array kBrands = {
    Brand{"avif", kAvif},
    Brand{"avis", kAvif},
    Brand{"heic", kHeic},
    Brand{"heix", kHeic},
    Brand{"heim", kHeic},
    Brand{"heis", kHeic},
    Brand{"hevc", kHeic},
    Brand{"hevx", kHeic},
    Brand{"hevm", kHeic},
    Brand{"hevs", kHeic},
    Brand{"crx ", kRaw},
    Brand{"qt  ", kMov},
    Brand{"M4A ", other("M4A", "a sound file")},
};

const KindOfFile* kind_of_brand(ByteView head, uint64_t at) {
  const auto* const found = std::find_if(kBrands.begin(), kBrands.end(), [&](const Brand& brand) {
    return head.matches(at, brand.mark);
  });
  return found == kBrands.end() ? nullptr : &found->kind;
}

// A HEIF file names its coding among the compatible brands alone where its own is "mif1" or "msf1".
KindOfFile kind_of_heif(ByteView head) {
  const uint64_t end = std::min<uint64_t>(head.u32(0), head.size());
  for (uint64_t at = 16; at + 4 <= end; at += 4)
    if (const auto* kind = kind_of_brand(head, at)) return *kind;
  return kHeif;
}

KindOfFile kind_of_iso_media(ByteView head) {
  if (head.matches(8, "mif1") || head.matches(8, "msf1")) return kind_of_heif(head);
  const auto* const kind = kind_of_brand(head, 8);
  return kind == nullptr ? kMp4 : *kind;
}

KindOfFile kind_of_riff(ByteView head) {
  if (head.matches(8, "WEBP")) return kWebP;
  return head.matches(8, "AVI ") ? video("AVI video") : other("RIFF", "a sound file");
}

// What cameras write as TIFF has a small preview first, or says the version of DNG.
KindOfFile kind_of_tiff(ByteView head) {
  constexpr int kSubfileType = 254, kDngVersion = 50706;
  constexpr uint32_t kReduced = 1;
  try {
    const TiffDirectory directory(head);
    const bool is_preview = (directory.value(kSubfileType, 0) & kReduced) != 0;
    return is_preview || directory.has(kDngVersion) ? kRaw : kTiff;
  } catch (const Error&) {
    return kTiff;  // the directory lies further back
  }
}

// "BM" alone may begin any text: the length of the second header has few values.
bool is_bmp(ByteView head) {
  constexpr std::array kLengths = {12, 16, 40, 52, 56, 64, 108, 124};
  return head.matches(0, "BM") && head.holds(14, 4) && head.matches(15, "\0\0\0"sv) &&
         std::find(kLengths.begin(), kLengths.end(), head.u8(14)) != kLengths.end();
}

bool is_pnm(ByteView head) {
  if (!head.holds(0, 3) || head.u8(0) != 'P' || head.u8(1) < '1' || head.u8(1) > '7') return false;
  return head.u8(2) == '\n' || head.u8(2) == ' ' || head.u8(2) == '\r';
}

// In lower case, from the first sign that is no white space.
std::string beginning_of_text(ByteView head) {
  std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.starts_with('<') ? lower_case(std::string(text)) : std::string();
}

KindOfFile kind_of_text(ByteView head) {
  const std::string text = beginning_of_text(head);
  if (text.starts_with("<!doctype html") || text.starts_with("<html")) return kWebPage;
  if (text.find("<svg") != std::string::npos) return kSvg;
  if (text.starts_with("<?xml")) return other("XML", "an XML file");
  return {};
}

}  // namespace

KindOfFile kind_of_file(ByteView head) {
  for (const Signature& signature : kSignatures)
    if (head.matches(signature.position, signature.mark)) return signature.kind;
  if (head.matches(4, "ftyp")) return kind_of_iso_media(head);
  if (head.matches(0, "RIFF")) return kind_of_riff(head);
  if (head.matches(0, "II\x2A\0"sv) || head.matches(0, "MM\0\x2A"sv)) return kind_of_tiff(head);
  if (is_bmp(head)) return kBmp;
  if (is_pnm(head)) return kPnm;
  return kind_of_text(head);
}

KindOfFile kind_of_file(ByteView head, const std::filesystem::path& name) {
  constexpr std::array kRawExtensions = {".3fr", ".arw", ".dcr", ".dng", ".erf", ".iiq",
                                         ".k25", ".kdc", ".mef", ".mos", ".nef", ".nrw",
                                         ".pef", ".raw", ".rwl", ".sr2", ".srf", ".srw"};
  const KindOfFile kind = kind_of_file(head);
  if (kind.name != kTiff.name) return kind;
  return std::find(kRawExtensions.begin(), kRawExtensions.end(), lowercase_extension(name)) ==
                 kRawExtensions.end()
             ? kind
             : kRaw;
}

std::string in_words(const KindOfFile& kind) {
  if (kind.advice.empty()) return std::string(kind.description);
  return fmt::format("{}: {}", kind.description, kind.advice);
}

std::vector<uint8_t> first_bytes(const std::filesystem::path& file) {
  std::vector<uint8_t> bytes(kSignatureBytes);
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return {};
  struct stat status {};
  const bool is_file = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const auto count = is_file ? ::read(descriptor, bytes.data(), bytes.size()) : 0;
  ::close(descriptor);
  bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace panet
