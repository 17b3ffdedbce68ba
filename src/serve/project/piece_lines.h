#pragma once

#include <optional>
#include <string>
#include <vector>

#include "panet/image/shapes.h"

namespace panet::serve {

// What a person said of which pixels of a class in a picture are one object, where that is not what
// hangs together.
struct PieceLine {
  enum class Kind {
    kCut,   // what it goes through is parted there, and so is a join line that was drawn before
    kJoin,  // all pieces that it touches are one
  };
  Kind kind = Kind::kCut;
  std::vector<Point> points;  // pixels of the picture, see image/shapes.h
};

// panet::Error for fewer than 2 points, and points that lie more than a million pixels away; for
// more lines, or points of all of them, than a hand draws.
void expect_sound(const std::vector<PieceLine>& lines);

// As text, none where there is no line. Untrusted when read back: panet::Error where it is damaged.
std::optional<std::string> packed(const std::vector<PieceLine>& lines);
std::vector<PieceLine> unpacked_lines(const std::optional<std::string>& text);

}  // namespace panet::serve
