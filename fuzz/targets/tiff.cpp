#include "decoded_picture.h"
#include "signature.h"

namespace panet::fuzz {
namespace {

using namespace std::string_view_literals;

void repair(std::string& file) {
  put_signature(file, file.starts_with('M') ? "MM\0*"sv : "II*\0"sv);
}

const Enlisted kTiff({.name = "tiff", .read = decode_somehow, .repair = repair});

}  // namespace
}  // namespace panet::fuzz
