#pragma once

#include "image/byte_view.h"
#include "panet/image/map.h"

namespace panet {

// The longest sides that coded pictures of a HEIC or AVIF file have, by the heads of their own
// streams (AV1's sequence header, HEVC's SPS). Decoders make room for these, whatever the file says
// outside of them; libheif compares them afterwards. The file is untrusted: panet::Error where its
// boxes or streams are cut off.
PictureSize largest_coded_size(ByteView file);

}  // namespace panet
