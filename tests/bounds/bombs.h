#pragma once

#include <string>
#include <vector>

// Files of few bytes that say, or unpack to, far more than they hold.
namespace panet::test {

struct Bomb {
  std::string name;  // of its file
  std::string bytes;
};

// Of each format of pictures: those that end before the pixels that they tell of, those that tell
// of more than pictures may have, and those that unpack to what is no pixel.
std::vector<Bomb> picture_bombs();

// Whether one of them is a picture after all, of which what is too much is passed over.
bool is_picture(const Bomb& bomb);

// PNGs among them that are none.
std::vector<Bomb> png_bombs();

// Weights: safetensors whose numbers go beyond the file, a pickle that does, and one that makes as
// much of its bytes as it may.
std::vector<Bomb> weight_bombs();

// JSON that is nothing but the beginnings of lists.
std::string deep_json();

}  // namespace panet::test
