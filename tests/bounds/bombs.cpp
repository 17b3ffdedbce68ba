#include "bombs.h"

#include <string_view>

#include "legacy_checkpoint.h"
#include "picture_files.h"

namespace panet::test {
namespace {

using namespace std::string_literals;

// Less than pictures may have at most, more than any memory that is meant for one.
constexpr uint32_t kSide = 14'000;

HandmadePng one_pixel(const std::string& chunks) {
  return {.width = 1, .height = 1, .chunks = chunks, .rows = {"x"}};
}

std::string texts_of_gigabytes() {
  const std::string zeros = deflated_zeros(1000, 7999);  // 8 MB, as much as libpng allows
  std::string chunks;
  for (int i = 0; i < 400; ++i) chunks += png_chunk("zTXt", std::to_string(i) + "k\0\0"s + zeros);
  return one_pixel(chunks).bytes();
}

// A file that ends in a chunk whose head promises two gigabytes.
std::string promise_of_gigabytes() {
  const std::string whole = one_pixel("").bytes();
  return whole.substr(0, whole.find("IDAT") - 4) + big_endian32(0x7FFFFFFF) + "iCCPabc";
}

std::string little_endian32(uint32_t value) {
  const std::string bytes = big_endian32(value);
  return {bytes.rbegin(), bytes.rend()};
}

// A lossless WebP that ends behind its size.
std::string head_of_webp(uint32_t height, uint32_t width) {
  const std::string data =
      "\x2f" + little_endian32((width - 1) | (height - 1) << 14) + std::string(27, '\0');
  return "RIFF" + little_endian32(static_cast<uint32_t>(12 + data.size())) + "WEBPVP8L" +
         little_endian32(static_cast<uint32_t>(data.size())) + data;
}

std::string safetensors(uint64_t length, const std::string& header) {
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + header;
}

// Lists within lists, as many as there may be instructions.
std::string pickle_of_lists() {
  return "\x80\x02" + std::string(299'990, ']') + ".";
}

// OrderedDicts that are all made of one list of pairs.
std::string pickle_of_shared_pairs() {
  std::string pickle = "ccollections\nOrderedDict\nq\0"s + "U\1aK\1\x86q\1]("s;
  for (int i = 0; i < 100'000; ++i) pickle += "h\1";
  pickle += "e\x85q\2}(";
  for (int i = 0; i < 40'000; ++i) pickle += "U\1kh\0h\2R"s;
  return pickle + "u.";
}

}  // namespace

std::vector<Bomb> png_bombs() {
  return {{"cut_png.png", HandmadePng{.width = kSide, .height = kSide, .rows = {"x"}}.bytes()},
          {"wide_png.png", HandmadePng{.width = 1u << 28, .height = 1, .rows = {"x"}}.bytes()},
          {"vast_png.png",
           HandmadePng{.width = 0x7FFFFFFF, .height = 0x7FFFFFFF, .rows = {"x"}}.bytes()},
          {"promise.png", promise_of_gigabytes()}};
}

std::vector<Bomb> picture_bombs() {
  auto bombs = png_bombs();
  bombs.push_back({"texts.png", texts_of_gigabytes()});
  bombs.push_back({"cut_jpeg.jpg", handmade_jpeg(kSide, kSide, std::string(64, '\0'))});
  bombs.push_back({"vast_jpeg.jpg", handmade_jpeg(65'500, 65'500, std::string(64, '\0'))});
  bombs.push_back({"scans.jpg", jpeg_of_empty_scans(1400, 1400, 5000)});
  bombs.push_back({"cut_webp.webp", head_of_webp(kSide, kSide)});
  bombs.push_back({"vast_webp.webp", head_of_webp(16'384, 16'384)});
  bombs.push_back(
      {"cut_bmp.bmp", HandmadeBmp{.width = kSide, .height = kSide, .rows = "abc"}.bytes()});
  bombs.push_back({"vast_bmp.bmp", HandmadeBmp{.width = 1 << 30, .height = 1 << 30}.bytes()});
  bombs.push_back({"cut_tiff.tif", HandmadeTiff{.width = kSide, .height = kSide}.bytes()});
  bombs.push_back(
      {"packed_tiff.tif", HandmadeTiff{.width = kSide, .height = kSide, .packing = 8}.bytes()});
  bombs.push_back({"tile_tiff.tif", HandmadeTiff{.packing = 8, .tile = 30'000}.bytes()});
  return bombs;
}

bool is_picture(const Bomb& bomb) {
  return bomb.name == "texts.png";
}

std::vector<Bomb> weight_bombs() {
  const auto header =
      R"({"w":{"dtype":"F32","shape":[1048576,1048576],"data_offsets":[0,4398046511104]}})"s;
  return {{"length.safetensors", safetensors(99'000'000, "{}")},
          {"vast.safetensors", safetensors(uint64_t{1} << 62, "{}")},
          {"shape.safetensors", safetensors(header.size(), header)},
          {"deep.safetensors", safetensors(1'000'000, deep_json())},
          {"text.pth", "\x80\x02X\xff\xff\xff\xff."},
          {"lists.pth", pickle_of_lists()},
          {"shared.pth", legacy_file(pickle_of_shared_pairs())}};
}

std::string deep_json() {
  return std::string(1'000'000, '[');
}

}  // namespace panet::test
