#include "image/heif_coded_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using namespace std::string_literals;
using test::big_endian32;
using test::error_of;
using test::Tells;

std::string big_endian16(std::size_t value) {
  return big_endian32(static_cast<uint32_t>(value)).substr(2);
}

std::string box(const std::string& type, const std::string& content) {
  return big_endian32(static_cast<uint32_t>(8 + content.size())) + type + content;
}

const std::string kFullBox(4, '\0');

struct Item {
  std::string kind;                                    // none: nothing is said of it
  std::vector<std::pair<uint32_t, uint32_t>> extents;  // where they begin, and how long they are
};

// Items that lie in `data`, which begins the file.
std::string file_of(const std::vector<Item>& items, const std::string& data) {
  std::string kinds, places;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto id = big_endian16(i + 1);
    if (!items[i].kind.empty())
      kinds += box("infe", "\2\0\0\0"s + id + big_endian16(0) + items[i].kind + "\0"s);
    places += id + big_endian16(0) + big_endian16(items[i].extents.size());
    for (const auto& [begin, length] : items[i].extents)
      places += big_endian32(begin) + big_endian32(length);
  }
  const auto count = big_endian16(items.size());
  return data + box("meta", kFullBox + box("iinf", kFullBox + count + kinds) +
                                box("iloc", kFullBox + "\x44\0"s + count + places));
}

PictureSize size_in(const std::string& file) {
  return largest_coded_size(ByteView({reinterpret_cast<const uint8_t*>(file.data()), file.size()}));
}

// A sequence header in the short form, of 16 x 8 pixels, among units that say nothing.
const std::string kHead = "\x0a\x04\x18\x0c\xbf\x80"s;
const std::string kNothing = "\x12\x00"s;

std::string data_of(const std::string& stream, std::size_t size) {
  std::string data = box("free", stream);
  data.resize(size, '\0');
  return big_endian32(static_cast<uint32_t>(size)) + data.substr(4);
}

TEST(HeifCodedSize, IsReadOfStreamsInOneAndInSeveralParts) {
  const auto data = data_of(kNothing + kHead, 100);
  const PictureSize told = {.height = 8, .width = 16};
  EXPECT_EQ(size_in(file_of({{"av01", {{8, 8}}}}, data)), told);
  EXPECT_EQ(size_in(file_of({{"av01", {{8, 3}, {11, 5}}}}, data)), told);
  EXPECT_EQ(size_in(file_of({{"grid", {{8, 8}}}}, data)), PictureSize{});
}

// Nobody reads what is of no kind: it may lie anywhere, as often as it likes.
TEST(HeifCodedSize, ItemsOfOtherKindsAreNotLookedAt) {
  const auto data = data_of(kHead, 1000);
  std::vector<Item> items(20'000, {"", {{0, 4'000'000'000u}}});
  items.front() = {"av01", {{8, 6}}};
  EXPECT_EQ(size_in(file_of(items, data)), size_in(file_of({items.front()}, data)));
}

TEST(HeifCodedSize, APlaceThatManyShareIsReadOnce) {
  const auto data = data_of(kHead, 1000);
  const std::vector<Item> tiles(20'000, {"av01", {{8, 6}}});
  EXPECT_EQ(size_in(file_of(tiles, data)), size_in(file_of({tiles.front()}, data)));
}

TEST(HeifCodedSize, PlacesThatLieOverEachOtherAreRefused) {
  const auto data = data_of(kNothing, 4000);
  std::vector<Item> items;
  for (uint32_t i = 0; i < 100; ++i) items.push_back({"av01", {{8, 3000 + i}}});
  EXPECT_THAT(error_of([&] { size_in(file_of(items, data)); }),
              Tells("items are larger than the file"));
}

TEST(HeifCodedSize, PlacesThatTakeNoBytesAreRefused) {
  const std::string kinds =
      box("infe", "\2\0\0\0"s + big_endian16(1) + big_endian16(0) + "av01\0"s);
  const std::string places =
      "\0\0"s + big_endian16(1) + big_endian16(1) + big_endian16(0) + big_endian16(65'535);
  const auto file = box("meta", kFullBox + box("iinf", kFullBox + big_endian16(1) + kinds) +
                                    box("iloc", kFullBox + places));
  EXPECT_THAT(error_of([&] { size_in(file); }), Tells("told in no byte"));
}

}  // namespace
}  // namespace panet
