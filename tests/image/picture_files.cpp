#include "picture_files.h"

#include <array>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <string>
#include <vector>

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

torch::Tensor ramps(int64_t height, int64_t width) {
  const torch::Tensor y = torch::arange(height).view({-1, 1}),
                      x = torch::arange(width).view({1, -1});
  const torch::Tensor zero = torch::zeros({height, width}, torch::kLong);
  return torch::stack({40 + 2 * x + zero, 220 - 3 * y + zero, 60 + x + y}, 2).to(torch::kUInt8);
}

torch::Tensor six_squares() {
  const torch::Tensor colours = torch::tensor({200, 40, 40, 40, 160, 40, 40, 40, 200,  //
                                               220, 220, 60, 20, 20, 20, 240, 240, 240})
                                    .view({2, 3, 3});
  return colours.repeat_interleave(16, 0).repeat_interleave(16, 1).to(torch::kUInt8).contiguous();
}

std::string encoded(const std::string& extension, const torch::Tensor& picture,
                    const std::vector<int>& options) {
  const auto channels = static_cast<int>(picture.size(2));
  const torch::Tensor pixels = picture.contiguous();
  const bool wide = pixels.scalar_type() == torch::kInt;
  cv::Mat mat(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)),
              CV_MAKETYPE(wide ? CV_32S : CV_8U, channels), pixels.data_ptr());
  if (wide) mat.convertTo(mat, CV_16U);
  cv::Mat reordered;  // never in place: `mat` is the caller's picture
  if (channels == 1) reordered = mat;
  if (channels == 3) cv::cvtColor(mat, reordered, cv::COLOR_RGB2BGR);
  if (channels == 4) cv::cvtColor(mat, reordered, cv::COLOR_RGBA2BGRA);
  std::vector<uint8_t> bytes;
  if (!cv::imencode(extension, reordered, bytes, options))
    throw std::runtime_error("no " + extension);
  return {bytes.begin(), bytes.end()};
}

std::string lossless_webp(const torch::Tensor& picture) {
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
  const std::string donor = encoded(".png", torch::zeros({height, width, 1}, torch::kUInt8),
                                    {cv::IMWRITE_PNG_COMPRESSION, 9});
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

std::string handmade_tiff(const torch::Tensor& picture, int orientation, bool big_endian) {
  const auto height = static_cast<uint32_t>(picture.size(0)),
             width = static_cast<uint32_t>(picture.size(1));
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
  const torch::Tensor pixels = picture.contiguous();
  tiff.append({static_cast<const char*>(pixels.data_ptr()), pixels.nbytes()});
  return tiff.bytes();
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

}  // namespace panet::test
