#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

#include "panet/image/map.h"
#include "panet/image/picture_view.h"
#include "panet/model/map_stack.h"

namespace panet {

// Brings logits to a picture's own size, along its edges where that is asked for
// (segment/guided_rows.h), and hands them over strip by strip, from the top: rows `first` and on.
void for_each_strip(MapStack logits, const PictureView& picture, bool is_guided,
                    const std::function<void(int64_t first, MapStack strip)>& use);

// Labels of a strip, or a mask, become rows `first` and on of the picture's.
template <typename Meaning>
void put_rows(const Map<uint8_t, Meaning>& strip, int64_t first, Map<uint8_t, Meaning>& all) {
  std::ranges::copy(strip.all(), all.row(first).begin());
}

}  // namespace panet
