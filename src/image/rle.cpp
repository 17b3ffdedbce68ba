#include "image/rle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <opencv2/core.hpp>
#include <utility>

#include "image/mask.h"
#include "image/opencv_view.h"
#include "panet/base/error.h"
#include "panet/image/picture_limit.h"

namespace panet {
namespace {

// Runs go down the columns, masks along the rows.
Mask transposed(const Mask& mask) {
  auto result = Mask::uninitialised(mask.width(), mask.height());
  if (mask.empty()) return result;
  cv::Mat view = mat_view(result);
  cv::transpose(mat_view(mask), view);
  return result;
}

constexpr uint64_t kOnes = 0x0101010101010101;

// Whether one of eight bytes is zero: only then does taking 1 from each carry into the highest bit
// of one that had it clear.
bool has_zero(uint64_t eight) {
  return ((eight - kOnes) & ~eight & (kOnes << 7)) != 0;
}

// The end of the run of zeros, or of others, that starts at `from`; eight pixels at a time.
const uint8_t* end_of_run(const uint8_t* from, const uint8_t* end, bool of_zeros) {
  for (uint64_t eight; end - from >= 8; from += 8) {
    std::memcpy(&eight, from, 8);
    if (of_zeros ? eight != 0 : has_zero(eight)) break;
  }
  return std::find_if(from, end, [of_zeros](uint8_t pixel) { return (pixel == 0) != of_zeros; });
}

void check_size(int64_t height, int64_t width) {
  if (height < 0 || width < 0 || (height > 0 && width > max_pixels() / height))
    throw Error(fmt::format("RLE: a mask of {} x {} pixels; at most {} are possible", height, width,
                            max_pixels()));
}

// The sizes are possible and the counts sum to them.
void check(const Rle& rle) {
  check_size(rle.height, rle.width);
  uint64_t sum = 0;
  for (const uint32_t count : rle.counts) sum += count;
  if (sum != static_cast<uint64_t>(rle.height * rle.width))
    throw Error(fmt::format("RLE: the counts sum to {}, but {} x {} pixels are {}", sum, rle.height,
                            rle.width, rle.height * rle.width));
}

// COCO's text: a number is cut into groups of five bits, the lowest first; each becomes the
// character 48 + group, plus 32 where another one follows. The last group's highest bit is the
// sign. From the fourth on, a count is stored as its difference to the one two before.
constexpr int kGroupBits = 5, kGroupMask = 0x1F, kSignBit = 0x10, kMoreFollow = 0x20,
              kFirstCharacter = 48;
constexpr std::size_t kFirstDifference = 3;

void append_number(std::string& text, int64_t number) {
  for (bool more = true; more;) {
    const auto group = static_cast<int>(number & kGroupMask);
    number >>= kGroupBits;
    more = number != (group & kSignBit ? -1 : 0);
    text += static_cast<char>(kFirstCharacter + group + (more ? kMoreFollow : 0));
  }
}

// The number at text[position]; moves behind it.
int64_t read_number(const std::string& text, std::size_t& position) {
  int64_t number = 0;
  for (int shift = 0;; shift += kGroupBits) {
    if (position == text.size()) throw Error("RLE: the text ends within a number");
    const int group = static_cast<unsigned char>(text[position]) - kFirstCharacter;
    if (group < 0 || group > (kMoreFollow | kGroupMask))
      throw Error(
          fmt::format("RLE: byte {} of the text is none of the characters 0 to o", position));
    if (shift > 30)
      throw Error(fmt::format("RLE: the number that ends at byte {} is too large", position));
    ++position;
    number |= static_cast<int64_t>(group & kGroupMask) << shift;
    if (group & kMoreFollow) continue;
    const int64_t one_past = int64_t{1} << (shift + kGroupBits);
    return group & kSignBit ? number - one_past : number;
  }
}

// Calls visit(begin, end) for every run of 1, in pixels of column-major order.
template <typename Visit>
void for_each_run(const Rle& rle, Visit visit) {
  int64_t begin = 0;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    const int64_t end = begin + rle.counts[i];
    if (i % 2 == 1 && end > begin) visit(begin, end);
    begin = end;
  }
}

// The counts of one object, whose runs come in their order; a run may go on in the next column.
class RunsOfObject {
 public:
  void add(int64_t begin, int64_t end) {
    if (begin == end_ && !counts_.empty()) {
      counts_.back() += static_cast<uint32_t>(end - begin);
    } else {
      counts_.push_back(static_cast<uint32_t>(begin - end_));
      counts_.push_back(static_cast<uint32_t>(end - begin));
    }
    end_ = end;
  }

  // Of a mask of so many pixels.
  std::vector<uint32_t> counts(int64_t pixels) && {
    if (end_ < pixels || pixels == 0) counts_.push_back(static_cast<uint32_t>(pixels - end_));
    return std::move(counts_);
  }

 private:
  std::vector<uint32_t> counts_;
  int64_t end_ = 0;
};

// Calls visit(object, begin, end) for every run of one number, column by column.
template <typename Visit>
void for_each_object_run(const Instances& instances, Visit visit) {
  const int64_t height = instances.height();
  for (int64_t x = 0; x < instances.width(); ++x)
    for (int64_t y = 0; y < height;) {
      const int32_t object = instances.at(y, x);
      const int64_t begin = y;
      while (++y < height && instances.at(y, x) == object) {
      }
      visit(object, x * height + begin, x * height + y);
    }
}

}  // namespace

Rle encode_rle(const Mask& mask) {
  check_size(mask.height(), mask.width());
  Rle rle{.height = mask.height(), .width = mask.width(), .counts = {}};
  const Mask columns = transposed(mask);
  const uint8_t* pixel = columns.all().data();
  const uint8_t* end = pixel + columns.size();
  bool of_zeros = true;
  do {
    const uint8_t* run_end = end_of_run(pixel, end, of_zeros);
    rle.counts.push_back(static_cast<uint32_t>(run_end - pixel));
    pixel = run_end;
    of_zeros = !of_zeros;
  } while (pixel != end);
  return rle;
}

std::vector<Rle> encode_rle(const Instances& instances, std::size_t objects) {
  check_size(instances.height(), instances.width());
  const auto pixels = static_cast<int64_t>(instances.size());
  std::vector<RunsOfObject> runs(objects);
  for_each_object_run(instances, [&](int32_t object, int64_t begin, int64_t end) {
    if (object > 0) runs[static_cast<std::size_t>(object) - 1].add(begin, end);
  });
  std::vector<Rle> rles;
  for (auto& object : runs)
    rles.push_back({.height = instances.height(),
                    .width = instances.width(),
                    .counts = std::move(object).counts(pixels)});
  return rles;
}

Mask decode_rle(const Rle& rle) {
  check(rle);
  Mask columns(rle.width, rle.height);
  for_each_run(rle, [pixels = columns.all().data()](int64_t begin, int64_t end) {
    std::fill(pixels + begin, pixels + end, uint8_t{1});
  });
  return transposed(columns);
}

void draw_rle(Mask& mask, const Rle& rle) {
  check(rle);
  if (mask.height() != rle.height || mask.width() != rle.width)
    throw Error(fmt::format("RLE: {} x {} pixels for a mask of {} x {}", rle.height, rle.width,
                            mask.height(), mask.width()));
  constexpr int64_t kMany = 4;  // a part of the mask, from which on turning it takes less
  if (rle_area(rle) * kMany > static_cast<int64_t>(mask.size())) {
    mask |= decode_rle(rle);
    return;
  }
  for_each_run(rle, [&](int64_t begin, int64_t end) {
    int64_t x = begin / rle.height, y = begin % rle.height;
    for (int64_t left = end - begin; left > 0; --left) {
      mask.at(y, x) = 1;
      if (++y < rle.height) continue;
      y = 0;
      ++x;
    }
  });
}

std::string compress_rle(const Rle& rle) {
  std::string text;
  for (std::size_t i = 0; i < rle.counts.size(); ++i) {
    const int64_t base = i >= kFirstDifference ? rle.counts[i - 2] : 0;
    append_number(text, rle.counts[i] - base);
  }
  return text;
}

Rle decompress_rle(const std::string& text, int64_t height, int64_t width) {
  Rle rle{.height = height, .width = width, .counts = {}};
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t i = rle.counts.size();
    const int64_t base = i >= kFirstDifference ? rle.counts[i - 2] : 0;
    const int64_t count = base + read_number(text, position);
    if (count < 0 || count > std::numeric_limits<uint32_t>::max())
      throw Error(fmt::format("RLE: count {} is {}", i, count));
    rle.counts.push_back(static_cast<uint32_t>(count));
  }
  check(rle);
  return rle;
}

int64_t rle_area(const Rle& rle) {
  int64_t area = 0;
  for_each_run(rle, [&area](int64_t begin, int64_t end) { area += end - begin; });
  return area;
}

std::array<int64_t, 4> rle_box(const Rle& rle) {
  check(rle);
  int64_t left = rle.width, top = rle.height, right = 0,
          bottom = 0;  // right and bottom are one past the last
  for_each_run(rle, [&](int64_t begin, int64_t end) {
    const int64_t first_column = begin / rle.height, last_column = (end - 1) / rle.height;
    const bool one_column =
        first_column ==
        last_column;  // otherwise it touches the bottom of one and the top of the next
    left = std::min(left, first_column);
    right = std::max(right, last_column + 1);
    top = std::min(top, one_column ? begin % rle.height : 0);
    bottom = std::max(bottom, one_column ? (end - 1) % rle.height + 1 : rle.height);
  });
  if (right == 0) return {0, 0, 0, 0};
  return {left, top, right - left, bottom - top};
}

}  // namespace panet
