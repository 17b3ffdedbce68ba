#include "image/file_signature.h"

#include <gtest/gtest.h>

#include <string>

#include "panet/image/decode.h"
#include "picture_files.h"
#include "support.h"

namespace panet {
namespace {

using namespace std::string_literals;

KindOfFile kind_of(const std::string& head, const std::string& name = "a") {
  return kind_of_file(ByteView({reinterpret_cast<const uint8_t*>(head.data()), head.size()}), name);
}

// A directory of one entry: a 32-bit number.
std::string tiff_with(char tag_low, char tag_high, char value) {
  auto tiff = "II\x2A\0\x08\0\0\0\x01\0  \x04\0\x01\0\0\0 \0\0\0"s;
  tiff[10] = tag_low;
  tiff[11] = tag_high;
  tiff[18] = value;
  return tiff;
}

std::string ftyp(const std::string& brand, const std::string& compatible) {
  return "\0\0\0"s + static_cast<char>(16 + compatible.size()) + "ftyp" + brand + "\0\0\0\0"s +
         compatible + "\0\0\0\x08mdatavif"s;
}

TEST(FileSignature, PicturesThatCanBeReadAreToldByTheirContent) {
  for (const auto& [extension, name] : {std::pair{".jpg", "JPEG"},
                                        {".png", "PNG"},
                                        {".webp", "WebP"},
                                        {".bmp", "BMP"},
                                        {".tif", "TIFF"}}) {
    const auto kind = kind_of(test::encoded(extension, test::ramps(20, 30)));
    EXPECT_EQ(kind.family, FileFamily::kPicture) << extension;
    EXPECT_EQ(kind.name, name);
  }
  EXPECT_EQ(kind_of(test::handmade_tiff(test::ramps(4, 4), 1, true)).name, "TIFF");
}

TEST(FileSignature, PicturesThatCannotBeReadAreNamed) {
  std::string dicom(132, '\0');
  dicom.replace(128, 4, "DICM");
  for (const auto& [head, name] : {std::pair{"GIF89a\1\0\1\0"s, "GIF"},
                                   {"\0\0\0\x0CJXL \r\n\x87\n"s, "JPEG XL"},
                                   {"\xFF\x0A\xFA"s, "JPEG XL"},
                                   {"\0\0\0\x0CjP  \r\n\x87\n"s, "JPEG 2000"},
                                   {"\xFF\x4F\xFF\x51"s, "JPEG 2000"},
                                   {"8BPS\0\1"s, "PSD"},
                                   {"\x76\x2F\x31\x01"s, "EXR"},
                                   {"%PDF-1.7"s, "PDF"},
                                   {"II\x2B\0\x08\0\0\0"s, "BigTIFF"},
                                   {"P6\n2 2\n255\n"s, "PNM"},
                                   {"<svg xmlns="s, "SVG"},
                                   {"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- -->\n<SVG "s, "SVG"},
                                   {dicom, "DICOM"}}) {
    EXPECT_EQ(kind_of(head).family, FileFamily::kOtherPicture) << name;
    EXPECT_EQ(kind_of(head).name, name);
  }
}

TEST(FileSignature, IsoMediaAreToldByTheirBrand) {
  EXPECT_EQ(kind_of(ftyp("heic", "mif1heic")).name, "HEIC");
  EXPECT_EQ(kind_of(ftyp("mif1", "mif1heic")).name, "HEIC");
  EXPECT_EQ(kind_of(ftyp("mif1", "miafavif")).name, "AVIF");
  EXPECT_EQ(kind_of(ftyp("avif", "")).name, "AVIF");
  EXPECT_EQ(kind_of(ftyp("mif1", "")).name, "HEIF") << "what follows is no brand";
  EXPECT_EQ(kind_of("\0\0\0\x18"
                    "ftypmif1"s)
                .name,
            "HEIF");
  EXPECT_EQ(kind_of(ftyp("crx ", "")).name, "RAW");
  EXPECT_EQ(kind_of(ftyp("heic", "")).family,
            has_picture_extension("a.heic") ? FileFamily::kPicture : FileFamily::kOtherPicture);
  EXPECT_EQ(kind_of(ftyp("qt  ", "")).family, FileFamily::kVideo);
  EXPECT_EQ(kind_of(ftyp("isom", "")).family, FileFamily::kVideo);
}

TEST(FileSignature, RawPicturesThatAreTiffAreToldByTheirFirstDirectoryOrTheirEnding) {
  EXPECT_EQ(kind_of(tiff_with('\xFE', '\0', 0)).name, "TIFF");
  EXPECT_EQ(kind_of(tiff_with('\xFE', '\0', 1)).name, "RAW") << "a small preview comes first";
  EXPECT_EQ(kind_of(tiff_with('\x12', '\xC6', 1)).name, "RAW") << "DNGVersion";
  EXPECT_EQ(kind_of("II\x2A\0\x10\0\0\0CR\2\0"s).name, "RAW");
  const auto far_directory = "MM\0\x2A\x7F\0\0\0"s;
  EXPECT_EQ(kind_of(far_directory, "a.tif").name, "TIFF");
  EXPECT_EQ(kind_of(far_directory, "a.NEF").name, "RAW");
  EXPECT_EQ(kind_of("\xFF\xD8\xFF\xE1"s, "a.NEF").name, "JPEG") << "renamed, not raw";
}

TEST(FileSignature, WhatIsNoPictureHasNoSuchFamily) {
  for (const auto& head :
       {""s, "B"s, "BMW and others\nare no pictures"s, "P6"s, "P9\n"s, "\xFF\xD8"s, "RIFF"s,
        "RIFF\0\0\0\0WAVE"s, "PK\3\4"s, "version https://git-lfs.github.com/spec/v1\n"s,
        " <!DOCTYPE HTML>"s, "a,b\n1,2\n"s, "{\"svg\": 1}"s, "\0\0"s})
    EXPECT_EQ(kind_of(head).family, FileFamily::kOther) << head;
}

TEST(FileSignature, WordsTellTheKindAndWhatToDo) {
  EXPECT_EQ(in_words(kind_of("GIF89a"s)), "a GIF picture: convert it to JPEG first");
  EXPECT_EQ(in_words(kind_of("\xFF\xD8\xFF"s)), "a JPEG picture");
  EXPECT_EQ(in_words(kind_of("<html>"s)),
            "a web page, not the picture that it shows: download the picture itself");
  EXPECT_EQ(in_words(kind_of("nothing"s)), "");
}

TEST(FileSignature, FirstBytesAreThoseThatThereAre) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "short", "abc");
  test::write_file(folder / "long", std::string(kSignatureBytes + 7, 'x'));
  EXPECT_EQ(first_bytes(folder / "short"), (std::vector<uint8_t>{'a', 'b', 'c'}));
  EXPECT_EQ(first_bytes(folder / "long").size(), kSignatureBytes);
  EXPECT_TRUE(first_bytes(folder / "none").empty());
  EXPECT_TRUE(first_bytes(folder.path()).empty());
}

}  // namespace
}  // namespace panet
