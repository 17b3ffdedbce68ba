#include "model/packed_features.h"

#include "base/fingerprint.h"
#include "panet/model/features.h"
#include "target.h"

namespace panet::fuzz {
namespace {

void read_features(Bytes file) {
  const PackedFeatures packed = packed_features_of(file, "features");
  expect(unpacked_features(packed).locations() == packed.grid.height * packed.grid.width,
         "features have as many locations as they say");
}

// As a file has them, and what stands before the sum alone.
void read_features_somehow(Bytes bytes) {
  attempt([&] { read_features(bytes); });
  const auto sum = Fingerprint().add(bytes).hexadecimal();
  read_features(bytes_of(std::string(text_of(bytes)) + sum));
}

const Enlisted kPackedFeatures({.name = "packed_features", .read = read_features_somehow});

}  // namespace
}  // namespace panet::fuzz
