#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "panet/model/features.h"

namespace panet {

// Features in 4 or 8 bits a number, for keeping those of many images: of each location the greatest
// magnitude m, and of each number x a code
//   q = round(L sqrt(|x| / m)),   x ~ sign(x) m (q / L)^2,
// finer for small numbers, of which features have many. L is 15 or 255 where no number is negative
// (as after a ReLU), else 7 or 127.
struct PackedFeatures {
  PictureSize grid;
  int64_t channels = 0;
  int bits = 4;
  bool is_signed = false;
  std::vector<float> magnitudes;  // of each location
  std::vector<uint8_t> codes;     // of 4 bits two in a byte, the first in its lower half
};

// As many bits as make a file of at most `most_bytes`: 8, else 4, else 0: none does.
int bits_for(const Features& features, std::size_t most_bytes);

PackedFeatures packed_features(const Features& features, int bits);
Features unpacked_features(const PackedFeatures& packed);  // bfloat16

// As a file has them. Untrusted when read: panet::Error, which begins with `source`, for what is no
// such text, or whole features' no longer.
std::string bytes_of(const PackedFeatures& packed);
PackedFeatures packed_features_of(std::span<const std::byte> bytes, const std::string& source);

}  // namespace panet
