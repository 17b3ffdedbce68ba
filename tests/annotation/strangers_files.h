#pragma once

#include <string>

// The beginnings of files as strangers have them: enough to be taken for what they are.
namespace panet::test {

using namespace std::string_literals;

inline const auto kJpegHead = "\xFF\xD8\xFF\xE0\0\x10JFIF"s;
inline const auto kPngHead = "\x89PNG\r\n\x1A\n"s;
inline const auto kWebPHead = "RIFF\0\0\0\0WEBP"s;
inline const auto kGifHead = "GIF89a"s;
inline const auto kJpegXlHead = "\xFF\x0A\xFA\x7F"s;
inline const auto kMp4Head =
    "\0\0\0\x18"
    "ftypisom\0\0\0\0isomavc1"s;

}  // namespace panet::test
