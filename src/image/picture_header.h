#pragma once

#include <cstdint>
#include <span>

#include "byte_view.h"

namespace panet {

// What has to be known of a picture file before a decoder may see it.
struct PictureHeader {
  uint64_t height = 0, width = 0;  // as stored, before the orientation is applied
  int orientation = 1;             // EXIF: 1 is upright; see oriented() in orientation.h
  int bits = 8;                    // of a sample
};

// Each walks the structure of one format, decodes no pixel, and throws panet::Error (no file name
// yet) for a file that is truncated or broken: decoders fill the missing part of such a file with
// grey and say nothing.
PictureHeader jpeg_header(ByteView file);
PictureHeader webp_header(ByteView file);
PictureHeader tiff_header(ByteView file);
PictureHeader bmp_header(ByteView file);

// Overwrites a TIFF's orientation by 1. OpenCV applies it to some kinds of TIFF, to others wrongly
// or not at all; this way the turning is left to oriented() for all formats alike.
void clear_tiff_orientation(std::span<uint8_t> file);

}  // namespace panet
