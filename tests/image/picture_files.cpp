#include "picture_files.h"

#include <array>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "maps.h"

namespace panet::test {
namespace {

std::string little_endian32(uint32_t value) {
  const std::string bytes = big_endian32(value);
  return {bytes.rbegin(), bytes.rend()};
}

// PNG's checksum of a chunk, bit by bit.
uint32_t crc(const std::string& bytes) {
  uint32_t remainder = 0xFFFFFFFF;
  for (const char byte : bytes) {
    remainder ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) remainder = remainder >> 1 ^ (remainder & 1 ? 0xEDB88320 : 0);
  }
  return ~remainder;
}

// zlib's checksum.
uint32_t adler(const std::string& bytes) {
  uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

// Numbers of a TIFF in either byte order.
class TiffBytes {
 public:
  explicit TiffBytes(bool big_endian) : big_endian_(big_endian) {}

  void add16(uint32_t value) { add(value, 2); }
  void add32(uint32_t value) { add(value, 4); }
  void add_entry(uint32_t tag, uint32_t value) {  // one SHORT
    add16(tag);
    add16(3);
    add32(1);
    add16(value);
    add16(0);
  }
  void append(const std::string& more) { bytes_ += more; }
  const std::string& bytes() const { return bytes_; }

 private:
  void add(uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
      bytes_ += static_cast<char>(value >> 8 * (big_endian_ ? size - 1 - i : i));
  }

  bool big_endian_;
  std::string bytes_;
};

}  // namespace

Picture ramps(int64_t height, int64_t width) {
  return made<Picture>(height, width, [](int64_t y, int64_t x) {
    return Colour{static_cast<uint8_t>(40 + 2 * x), static_cast<uint8_t>(220 - 3 * y),
                  static_cast<uint8_t>(60 + x + y)};
  });
}

Picture six_squares() {
  const auto colours = written<Picture>({{{200, 40, 40}, {40, 160, 40}, {40, 40, 200}},
                                         {{220, 220, 60}, {20, 20, 20}, {240, 240, 240}}});
  return made<Picture>(32, 48, [&](int64_t y, int64_t x) { return colours.at(y / 16, x / 16); });
}

namespace {

template <typename T>
struct Samples {
  using Type = T;
  static constexpr int channels = 1;
};
template <typename T, std::size_t count>
struct Samples<std::array<T, count>> {
  using Type = T;
  static constexpr int channels = count;
};

// As OpenCV's encoders want it: blue first.
cv::Mat reordered(const cv::Mat& mat) {
  cv::Mat result;  // never in place: `mat` is the caller's picture
  if (mat.channels() == 1) return mat;
  cv::cvtColor(mat, result, mat.channels() == 3 ? cv::COLOR_RGB2BGR : cv::COLOR_RGBA2BGRA);
  return result;
}

}  // namespace

template <typename Value>
std::string encoded(const std::string& extension, const Map<Value>& picture,
                    const std::vector<int>& options) {
  using S = Samples<Value>;
  const int type = CV_MAKETYPE(cv::DataType<typename S::Type>::depth, S::channels);
  const cv::Mat mat(static_cast<int>(picture.height()), static_cast<int>(picture.width()), type,
                    const_cast<Value*>(picture.all().data()));
  std::vector<uint8_t> bytes;
  if (!cv::imencode(extension, reordered(mat), bytes, options))
    throw std::runtime_error("no " + extension);
  return {bytes.begin(), bytes.end()};
}

template std::string encoded(const std::string&, const Map<uint8_t>&, const std::vector<int>&);
template std::string encoded(const std::string&, const Map<uint16_t>&, const std::vector<int>&);
template std::string encoded(const std::string&, const Map<Colour>&, const std::vector<int>&);
template std::string encoded(const std::string&, const Map<WideColour>&, const std::vector<int>&);
template std::string encoded(const std::string&, const Map<std::array<uint8_t, 4>>&,
                             const std::vector<int>&);

std::string lossless_webp(const Picture& picture) {
  return encoded(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});
}

std::string exif(int orientation) {
  TiffBytes tiff(false);
  tiff.append("II");
  tiff.add16(42);
  tiff.add32(8);
  tiff.add16(1);
  tiff.add_entry(274, static_cast<uint32_t>(orientation));
  tiff.add32(0);
  return tiff.bytes();
}

std::string with_exif_in_jpeg(const std::string& jpeg, const std::string& exif) {
  const std::string content = std::string("Exif\0\0", 6) + exif;
  const std::size_t length = content.size() + 2;
  return jpeg.substr(0, 2) + "\xFF\xE1" + static_cast<char>(length >> 8) +
         static_cast<char>(length) + content + jpeg.substr(2);
}

std::string with_exif_in_webp(const std::string& webp, const std::string& exif, int64_t height,
                              int64_t width) {
  const std::string flags = little_endian32(0x08);  // there is EXIF
  const std::string canvas = little_endian32(static_cast<uint32_t>(width - 1)).substr(0, 3) +
                             little_endian32(static_cast<uint32_t>(height - 1)).substr(0, 3);
  const std::string chunks = "WEBPVP8X" + little_endian32(10) + flags + canvas + webp.substr(12) +
                             "EXIF" + little_endian32(static_cast<uint32_t>(exif.size())) + exif;
  return "RIFF" + little_endian32(static_cast<uint32_t>(chunks.size())) + chunks;
}

std::string big_endian32(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string png_chunk(const std::string& type, const std::string& content) {
  return big_endian32(static_cast<uint32_t>(content.size())) + type + content +
         big_endian32(crc(type + content));
}

std::string deflated(const std::string& bytes) {
  const auto size = static_cast<uint16_t>(bytes.size());
  if (size != bytes.size()) throw std::runtime_error("too long for one stored block");
  const auto inverse = static_cast<uint16_t>(~size);
  std::string stored("\x78\x01\x01", 3);
  for (const uint16_t number : {size, inverse}) {
    stored += static_cast<char>(number);
    stored += static_cast<char>(number >> 8);
  }
  return stored + bytes + big_endian32(adler(bytes));
}

std::string deflated_zeros(int64_t height, int64_t width) {
  const std::string donor =
      encoded(".png", Map<uint8_t>(height, width), {cv::IMWRITE_PNG_COMPRESSION, 9});
  std::string packed;
  for (std::size_t at = donor.find("IDAT"); at != std::string::npos;
       at = donor.find("IDAT", at + 4)) {
    uint32_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<uint8_t>(donor[at - 4 + i]);
    packed += donor.substr(at + 4, size);
  }
  return packed;
}

std::string HandmadePng::bytes() const {
  std::string head = big_endian32(width) + big_endian32(height);
  for (const int value : {bit_depth, colour_type, 0, 0, interlaced ? 1 : 0})
    head += static_cast<char>(value);
  std::string pixels;
  for (const std::string& row : rows) pixels += '\0' + row;  // filter 0: none
  return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", head) + chunks +
         png_chunk("IDAT", deflated(pixels)) + late_chunks + png_chunk("IEND", "");
}

std::string handmade_tiff(const Picture& picture, int orientation, bool big_endian) {
  const auto height = static_cast<uint32_t>(picture.height()),
             width = static_cast<uint32_t>(picture.width());
  constexpr uint32_t entries = 10, directory = 8, bits = directory + 2 + 12 * entries + 4;
  TiffBytes tiff(big_endian);
  tiff.append(big_endian ? "MM" : "II");
  tiff.add16(42);
  tiff.add32(directory);
  tiff.add16(entries);
  tiff.add_entry(256, width);
  tiff.add_entry(257, height);
  tiff.add16(258), tiff.add16(3), tiff.add32(3), tiff.add32(bits);  // bits per sample: 3 SHORTs
  tiff.add_entry(259, 1);                                           // not compressed
  tiff.add_entry(262, 2);                                           // RGB
  tiff.add_entry(273, bits + 6);                                    // where the strip begins
  tiff.add_entry(274, static_cast<uint32_t>(orientation));
  tiff.add_entry(277, 3);  // samples per pixel
  tiff.add_entry(278, height);
  tiff.add_entry(279, height * width * 3);  // bytes of the strip
  tiff.add32(0);
  for (int sample = 0; sample < 3; ++sample) tiff.add16(8);
  const auto pixels = picture.all();
  tiff.append({reinterpret_cast<const char*>(pixels.data()), pixels.size_bytes()});
  return tiff.bytes();
}

std::string HandmadeTiff::bytes() const {
  const bool has_alpha = alpha != 0;
  const uint32_t entries = 9 + (tile == 0 ? 1 : 2) + (has_alpha ? 1 : 0);
  const uint32_t bits_at = 8 + 2 + 12 * entries + 4, pixels_at = bits_at + 2 * samples;
  TiffBytes tiff(false);
  tiff.append("II");
  tiff.add16(42), tiff.add32(8), tiff.add16(entries);
  tiff.add_entry(256, width);
  tiff.add_entry(257, height);
  if (samples < 3) {
    tiff.add_entry(258, bits);
  } else {
    tiff.add16(258), tiff.add16(3), tiff.add32(samples), tiff.add32(bits_at);
  }
  tiff.add_entry(259, packing);
  tiff.add_entry(262, samples < 3 ? 1 : 2);  // grey, RGB
  if (tile == 0) tiff.add_entry(273, pixels_at);
  tiff.add_entry(277, samples);
  if (tile == 0) {
    tiff.add_entry(278, height);
    tiff.add_entry(279, static_cast<uint32_t>(pixels.size()));
    tiff.add_entry(284, 1);  // samples of a pixel lie together
  } else {
    tiff.add_entry(284, 1);
    tiff.add_entry(322, tile), tiff.add_entry(323, tile);
    tiff.add_entry(324, pixels_at);
    tiff.add_entry(325, static_cast<uint32_t>(pixels.size()));
  }
  if (has_alpha) tiff.add_entry(338, alpha);
  tiff.add32(0);
  for (uint32_t sample = 0; sample < samples; ++sample) tiff.add16(bits);
  tiff.append(pixels);
  return tiff.bytes();
}

namespace {

std::string jpeg_segment(char marker, const std::string& content) {
  const std::size_t length = content.size() + 2;
  return std::string("\xFF") + marker + static_cast<char>(length >> 8) + static_cast<char>(length) +
         content;
}

// A table with the codes 0, 10, ... for the values given.
std::string huffman_table(char kind, const std::string& lengths, const std::string& values) {
  return jpeg_segment('\xC4', kind + lengths + std::string(16 - lengths.size(), '\0') + values);
}

std::string jpeg_begin(char start_of_frame, uint32_t height, uint32_t width) {
  const std::string size = big_endian32(height << 16 | width);
  return "\xFF\xD8" + jpeg_segment('\xDB', std::string(1, '\0') + std::string(64, '\1')) +
         jpeg_segment(start_of_frame, "\x08" + size + std::string("\x01\x01\x11\0", 4));
}

std::string start_of_scan(char first, char last) {
  return jpeg_segment('\xDA', std::string("\x01\x01\0", 3) + first + last + '\0');
}

const std::string kEndOfJpeg = "\xFF\xD9";

}  // namespace

std::string handmade_jpeg(uint32_t height, uint32_t width, const std::string& data) {
  const std::string zero(1, '\0');
  return jpeg_begin('\xC0', height, width) + huffman_table('\0', "\1", zero) +
         huffman_table('\x10', "\1", zero) + start_of_scan('\0', '\x3F') + data + kEndOfJpeg;
}

std::string jpeg_of_empty_scans(uint32_t height, uint32_t width, int passes) {
  const std::size_t blocks = ((height + 7) / 8) * ((width + 7) / 8);
  if (blocks > 32767) throw std::runtime_error("too large for one run of blocks");
  // The code 10, and 14 bits more: a run of 32767 blocks without change.
  const std::string run = "\xBF\xFF";
  std::string jpeg = jpeg_begin('\xC2', height, width) +
                     huffman_table('\0', "\1", std::string(1, '\0')) +
                     huffman_table('\x10', "\1\1", std::string("\0\xE0", 2)) +
                     start_of_scan('\0', '\0') + std::string((blocks + 7) / 8, '\0');
  for (int pass = 0; pass < passes; ++pass)
    jpeg += start_of_scan('\1', '\x3F') + run + std::string(1, '\0');
  return jpeg + kEndOfJpeg;
}

std::string HandmadeBmp::bytes() const {
  const auto little_endian16 = [](int value) {
    return little_endian32(static_cast<uint32_t>(value)).substr(0, 2);
  };
  const uint32_t header_size = is_core ? 12 : 40;
  const auto pixels_at = static_cast<uint32_t>(14 + header_size + palette.size());
  std::string header = little_endian32(header_size);
  if (is_core) {
    header += little_endian16(width) + little_endian16(height);
  } else {
    header += little_endian32(static_cast<uint32_t>(width)) +
              little_endian32(static_cast<uint32_t>(height));
  }
  header += little_endian16(1) + little_endian16(bits);
  if (!is_core) header += little_endian32(static_cast<uint32_t>(packing)) + std::string(20, '\0');
  return "BM" + little_endian32(pixels_at + static_cast<uint32_t>(rows.size())) +
         little_endian32(0) + little_endian32(pixels_at) + header + palette + rows;
}

std::string cmyk_jpeg() {
  constexpr std::array<uint8_t, 179> bytes = {
      0xFF, 0xD8, 0xFF, 0xEE, 0x00, 0x0E, 0x41, 0x64, 0x6F, 0x62, 0x65, 0x00, 0x64, 0x00, 0x00,
      0x00, 0x00, 0x00, 0xFF, 0xDB, 0x00, 0x43, 0x00, 0x03, 0x02, 0x02, 0x03, 0x02, 0x02, 0x03,
      0x03, 0x03, 0x03, 0x04, 0x03, 0x03, 0x04, 0x05, 0x08, 0x05, 0x05, 0x04, 0x04, 0x05, 0x0A,
      0x07, 0x07, 0x06, 0x08, 0x0C, 0x0A, 0x0C, 0x0C, 0x0B, 0x0A, 0x0B, 0x0B, 0x0D, 0x0E, 0x12,
      0x10, 0x0D, 0x0E, 0x11, 0x0E, 0x0B, 0x0B, 0x10, 0x16, 0x10, 0x11, 0x13, 0x14, 0x15, 0x15,
      0x15, 0x0C, 0x0F, 0x17, 0x18, 0x16, 0x14, 0x18, 0x12, 0x14, 0x15, 0x14, 0xFF, 0xC0, 0x00,
      0x14, 0x08, 0x00, 0x08, 0x00, 0x08, 0x04, 0x43, 0x11, 0x00, 0x4D, 0x11, 0x00, 0x59, 0x11,
      0x00, 0x4B, 0x11, 0x00, 0xFF, 0xC4, 0x00, 0x16, 0x00, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x07, 0x09, 0xFF, 0xC4,
      0x00, 0x14, 0x10, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xDA, 0x00, 0x0E, 0x04, 0x43, 0x00, 0x4D, 0x00, 0x59,
      0x00, 0x4B, 0x00, 0x00, 0x3F, 0x00, 0x60, 0x26, 0x81, 0x7B, 0x54, 0xDF, 0xFF, 0xD9};
  return {bytes.begin(), bytes.end()};
}

std::string red_and_blue_avif() {
  constexpr std::array<uint8_t, 302> bytes = {
      0x00, 0x00, 0x00, 0x1C, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66, 0x00, 0x00, 0x00,
      0x00, 0x61, 0x76, 0x69, 0x66, 0x6D, 0x69, 0x66, 0x31, 0x6D, 0x69, 0x61, 0x66, 0x00, 0x00,
      0x00, 0xEA, 0x6D, 0x65, 0x74, 0x61, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x68,
      0x64, 0x6C, 0x72, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x70, 0x69, 0x63, 0x74,
      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00, 0x0E, 0x70, 0x69, 0x74, 0x6D, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
      0x22, 0x69, 0x6C, 0x6F, 0x63, 0x00, 0x00, 0x00, 0x00, 0x44, 0x40, 0x00, 0x01, 0x00, 0x01,
      0x00, 0x00, 0x00, 0x00, 0x01, 0x0E, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x20, 0x00, 0x00, 0x00, 0x23, 0x69, 0x69, 0x6E, 0x66, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
      0x00, 0x00, 0x00, 0x15, 0x69, 0x6E, 0x66, 0x65, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00,
      0x00, 0x61, 0x76, 0x30, 0x31, 0x00, 0x00, 0x00, 0x00, 0x6A, 0x69, 0x70, 0x72, 0x70, 0x00,
      0x00, 0x00, 0x4B, 0x69, 0x70, 0x63, 0x6F, 0x00, 0x00, 0x00, 0x13, 0x63, 0x6F, 0x6C, 0x72,
      0x6E, 0x63, 0x6C, 0x78, 0x00, 0x02, 0x00, 0x02, 0x00, 0x06, 0x80, 0x00, 0x00, 0x00, 0x0C,
      0x61, 0x76, 0x31, 0x43, 0x81, 0x00, 0x0C, 0x00, 0x00, 0x00, 0x00, 0x14, 0x69, 0x73, 0x70,
      0x65, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00,
      0x00, 0x10, 0x70, 0x69, 0x78, 0x69, 0x00, 0x00, 0x00, 0x00, 0x03, 0x08, 0x08, 0x08, 0x00,
      0x00, 0x00, 0x17, 0x69, 0x70, 0x6D, 0x61, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
      0x00, 0x01, 0x04, 0x81, 0x82, 0x03, 0x84, 0x00, 0x00, 0x00, 0x28, 0x6D, 0x64, 0x61, 0x74,
      0x12, 0x00, 0x0A, 0x09, 0x18, 0x0C, 0xFF, 0xD8, 0x20, 0x40, 0x40, 0xD0, 0x80, 0x32, 0x11,
      0x44, 0x60, 0x00, 0x00, 0x14, 0x7F, 0xB9, 0xB8, 0x6B, 0xF3, 0x90, 0x83, 0xC3, 0x17, 0x47,
      0x2B, 0x36};
  return {bytes.begin(), bytes.end()};
}

}  // namespace panet::test
