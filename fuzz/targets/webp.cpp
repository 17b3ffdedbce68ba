#include "decoded_picture.h"
#include "signature.h"

namespace panet::fuzz {
namespace {

using namespace std::string_view_literals;

void repair(std::string& file) {
  put_signature(file, "RIFF"sv);
  put_little_endian(file, 4, file.size() - 8);
  put_signature(file, "WEBP"sv, 8);
}

const Enlisted kWebp({.name = "webp", .read = decode_somehow, .repair = repair});

}  // namespace
}  // namespace panet::fuzz
