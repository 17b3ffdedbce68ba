#include "panet/image/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "extension.h"
#include "file_signature.h"
#include "input_file.h"
#include "opencv_tensor.h"
#include "orientation.h"
#include "panet/file/note.h"
#include "picture.h"
#include "picture_header.h"
#include "png_reader.h"

namespace panet {
namespace {

enum class Format { Jpeg, Png, WebP, Bmp, Tiff };

// What to say of a file that is no picture.
std::string refusal(ByteView head) {
  const KindOfFile kind = kind_of_file(head);
  return kind.name.empty() ? "neither JPEG, PNG, WebP, BMP nor TIFF" : in_words(kind);
}

Format format_of(ByteView head) {
  if (head.matches(0, "\xFF\xD8\xFF")) return Format::Jpeg;
  if (head.matches(0, "\x89PNG\r\n\x1A\n")) return Format::Png;
  if (head.matches(0, "RIFF") && head.matches(8, "WEBP")) return Format::WebP;
  if (head.matches(0, "BM")) return Format::Bmp;
  if (head.matches(0, std::string_view("II\x2A\0", 4)) ||
      head.matches(0, std::string_view("MM\0\x2A", 4)))
    return Format::Tiff;
  throw Error(refusal(head));
}

Format format_of(std::ifstream& file) {
  std::array<char, kSignatureBytes> head;
  file.read(head.data(), head.size());
  const auto size = static_cast<std::size_t>(file.gcount());
  file.clear();
  file.seekg(0);
  return format_of(ByteView({reinterpret_cast<const uint8_t*>(head.data()), size}));
}

PictureHeader header_of(Format format, ByteView bytes) {
  switch (format) {
    case Format::Jpeg:
      return jpeg_header(bytes);
    case Format::WebP:
      return webp_header(bytes);
    case Format::Tiff:
      return tiff_header(bytes);
    default:
      return bmp_header(bytes);
  }
}

// OpenCV's decoders log what is thrown here as an error.
void silence_opencv() {
  static const auto level = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  static_cast<void>(level);
}

cv::Mat decoded_by_opencv(const std::vector<uint8_t>& bytes) {
  silence_opencv();
  const cv::Mat picture = cv::imdecode(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  if (picture.empty()) throw Error("broken, or of a kind that is not supported");
  cv::Mat rgb;
  cv::cvtColor(picture, rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

// A picture as its file has it.
struct Decoded {
  torch::Tensor pixels;
  int bits = 8;  // of a sample in the file
};

Decoded decode_png(std::ifstream& file, const Admission& admit) {
  PngReader png(file);
  admit(png.height(), png.width());
  const torch::Tensor stored = png.rgb();
  return {.pixels = png.orientation() == 1
                        ? stored
                        : tensor_view(oriented(mat_view(stored), png.orientation())),
          .bits = png.bit_depth()};
}

Decoded decode(std::ifstream& file, const Admission& admit) {
  const Format format = format_of(file);
  if (format == Format::Png) return decode_png(file, admit);
  std::vector<uint8_t> bytes = all_bytes(file);
  const PictureHeader header = header_of(format, ByteView(bytes));
  check_picture_size(header.height, header.width);
  admit(static_cast<int64_t>(header.height), static_cast<int64_t>(header.width));
  if (format == Format::Tiff) clear_tiff_orientation(bytes);
  return {.pixels = tensor_view(oriented(decoded_by_opencv(bytes), header.orientation)),
          .bits = header.bits};
}

// Cameras and scanners store 12 bits in 16, often without a word of it in the file.
void note_unused_bits(const std::filesystem::path& path, const Decoded& decoded) {
  constexpr int brightest_of_12_bits = 16;
  if (decoded.bits <= 8 || decoded.pixels.max().item<int>() > brightest_of_12_bits) return;
  note(fmt::format(
      "{}: 16 bits, of which the upper four are empty: the picture is nearly black; stretch its "
      "values if it holds 12 bits",
      path.string()));
}

void expect_memory(int64_t height, int64_t width) {
  check_picture_memory(height, width, kBytesPerPixel);
}

}  // namespace

torch::Tensor decode_picture(const std::filesystem::path& path, const Admission& admit) {
  return in_file(path, [&] {
    std::ifstream file = open_input(path);
    try {
      const Decoded decoded = decode(file, admit ? admit : expect_memory);
      note_unused_bits(path, decoded);
      return decoded.pixels;
    } catch (const cv::Exception& error) {
      throw Error(fmt::format("broken, or of a kind that is not supported: {}", error.err));
    }
  });
}

bool has_picture_extension(const std::filesystem::path& path) {
  constexpr std::array known = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"};
  return std::find(known.begin(), known.end(), lowercase_extension(path)) != known.end();
}

}  // namespace panet
