#include "serve/formats/divided_pieces.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <queue>

#include "image/mask.h"
#include "serve/formats/line_pixels.h"

namespace panet::serve {
namespace {

// A cut by hand wavers, and shaves off crumbs where it runs along a rim.
constexpr int64_t kLeastPart = 16;  // pixels

// Sides before corners: of several pieces at the same distance, a pixel takes the first.
constexpr std::array<LinePixel, 8> kNeighbours = {
    {{-1, 0}, {0, -1}, {0, 1}, {1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}}};

Labels labels_of(const Mask& mask) {
  return mapped<Labels>(mask, [](uint8_t pixel) { return pixel; });
}

// Calls visit(pixel) along a line.
template <typename Visit>
void for_each_pixel(const PieceLine& line, PictureSize size, Visit visit) {
  for (std::size_t i = 1; i < line.points.size(); ++i)
    for (const LinePixel& pixel : line_pixels(line.points[i - 1], line.points[i], size))
      visit(pixel);
}

// Of each pixel, which line was the last that cut there: its number from 1 on, or 0.
using Cuts = Map<uint16_t>;

Cuts cuts_of(const std::vector<PieceLine>& lines, PictureSize size) {
  Cuts cuts(size);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].kind == PieceLine::Kind::kCut)
      for_each_pixel(lines[i], size, [&](const LinePixel& pixel) {
        cuts.at(pixel.y, pixel.x) = static_cast<uint16_t>(i + 1);
      });
  return cuts;
}

// Pixels of the mask that have no number yet take that of the nearest that has one, on ways within
// the mask.
class Spreading {
 public:
  Spreading(const Mask& mask, Instances& numbers) : mask_(mask), numbers_(numbers) {}

  // → whether pixels are left over that no number is near to.
  bool run() {
    int64_t open = 0;
    for (int64_t y = 0; y < mask_.height(); ++y) {
      const auto set = mask_.row(y);
      const auto numbers = numbers_.row(y);
      for (std::size_t x = 0; x < set.size(); ++x)
        if (set[x] != 0 && numbers[x] == 0) {
          ++open;
          begin_at({y, static_cast<int64_t>(x)});
        }
    }
    for (; !waiting_.empty(); waiting_.pop()) open -= take(waiting_.front());
    return open > 0;
  }

 private:
  struct Taking {
    LinePixel pixel;
    int32_t number;
  };

  bool is_open(LinePixel pixel) const {
    return mask_.at(pixel.y, pixel.x) != 0 && numbers_.at(pixel.y, pixel.x) == 0;
  }

  template <typename Visit>
  void for_each_neighbour(LinePixel pixel, Visit visit) const {
    for (const LinePixel& step : kNeighbours) {
      const LinePixel next = {pixel.y + step.y, pixel.x + step.x};
      if (next.y >= 0 && next.x >= 0 && next.y < mask_.height() && next.x < mask_.width())
        visit(next);
    }
  }

  void begin_at(LinePixel pixel) {
    int32_t number = 0;
    for_each_neighbour(pixel, [&](LinePixel next) {
      if (number == 0) number = numbers_.at(next.y, next.x);
    });
    if (number != 0) waiting_.push({pixel, number});
  }

  // → how many pixels took a number.
  int64_t take(Taking taking) {
    if (!is_open(taking.pixel)) return 0;
    numbers_.at(taking.pixel.y, taking.pixel.x) = taking.number;
    for_each_neighbour(taking.pixel, [&](LinePixel next) {
      if (is_open(next)) waiting_.push({next, taking.number});
    });
    return 1;
  }

  const Mask& mask_;
  Instances& numbers_;
  std::queue<Taking> waiting_;
};

// What hangs together apart from cuts, each part a number from 1 on. → how many there are.
int32_t number_parts(const Mask& mask, const Cuts& cuts, Instances& numbers) {
  const auto whole = mapped<Labels>(mask, cuts, [](uint8_t pixel, uint16_t cut) {
    return static_cast<uint8_t>(pixel != 0 && cut == 0);
  });
  auto parts = pieces_of(whole, kLeastPart);
  numbers = std::move(parts.map);
  const auto count = static_cast<int32_t>(parts.pieces.size());
  if (!Spreading(mask, numbers).run()) return count;
  const auto small = pieces_of(labels_of(mask & where(numbers, 0)));  // they were so before
  numbers = mapped<Instances>(numbers, small.map, [count](int32_t number, int32_t other) {
    return other == 0 ? number : count + other;
  });
  return count + static_cast<int32_t>(small.pieces.size());
}

// Numbers of which some are found to be one.
class United {
 public:
  explicit United(int32_t count) : above_(static_cast<std::size_t>(count) + 1) {
    std::iota(above_.begin(), above_.end(), 0);
  }

  int32_t one_of(int32_t number) {
    while (above(number) != number) number = above(number) = above(above(number));
    return number;
  }

  void unite(int32_t a, int32_t b) { above(one_of(a)) = one_of(b); }

  // Of each number, and of 0, the one that stands for all that it is united with.
  std::vector<int32_t> ones() {
    for (std::size_t i = 0; i < above_.size(); ++i) above_[i] = one_of(static_cast<int32_t>(i));
    return above_;
  }

 private:
  int32_t& above(int32_t number) { return above_[static_cast<std::size_t>(number)]; }

  std::vector<int32_t> above_;
};

// Unites what a line touches, until a later cut.
void join_along(const PieceLine& line, std::size_t line_number, const Cuts& cuts,
                const Instances& numbers, United& united) {
  int32_t last = 0;
  for_each_pixel(line, cuts.dimensions(), [&](const LinePixel& pixel) {
    const int32_t number = numbers.at(pixel.y, pixel.x);
    if (cuts.at(pixel.y, pixel.x) > line_number) {
      last = 0;
    } else if (number != 0) {
      if (last != 0) united.unite(last, number);
      last = number;
    }
  });
}

// Numbers them anew, in the order of pieces_of(), without those that are too small. `ones`: of each
// number, that which it is one with.
Pieces ordered(Instances numbers, const std::vector<int32_t>& ones, int64_t least_pixels) {
  std::vector<int64_t> pixels(ones.size(), 0);
  std::vector<int32_t> order;  // by where each begins
  for (int32_t& number : numbers.all()) {
    if (number == 0) continue;
    number = ones[static_cast<std::size_t>(number)];
    if (pixels[static_cast<std::size_t>(number)]++ == 0) order.push_back(number);
  }
  const auto size_of = [&](int32_t number) { return pixels[static_cast<std::size_t>(number)]; };
  std::erase_if(order, [&](int32_t number) { return size_of(number) < least_pixels; });
  std::ranges::stable_sort(order, std::ranges::greater(), size_of);
  Pieces all;
  std::vector<int32_t> place(ones.size(), 0);
  for (const int32_t number : order) {
    all.pieces.push_back({.label = 1, .pixels = size_of(number)});
    place[static_cast<std::size_t>(number)] = static_cast<int32_t>(all.pieces.size());
  }
  for (int32_t& number : numbers.all()) number = place[static_cast<std::size_t>(number)];
  all.map = std::move(numbers);
  return all;
}

}  // namespace

Pieces divided_pieces(const Mask& mask, const std::vector<PieceLine>& lines, int64_t least_pixels) {
  if (lines.empty()) return pieces_of(labels_of(mask), least_pixels);
  const auto cuts = cuts_of(lines, mask.dimensions());
  Instances numbers;
  United united(number_parts(mask, cuts, numbers));
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].kind == PieceLine::Kind::kJoin) join_along(lines[i], i + 1, cuts, numbers, united);
  return ordered(std::move(numbers), united.ones(), least_pixels);
}

}  // namespace panet::serve
