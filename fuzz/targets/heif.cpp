#include "decoded_picture.h"
#include "signature.h"

namespace panet::fuzz {
namespace {

using namespace std::string_view_literals;

void repair(std::string& file) {
  put_signature(file, "ftyp"sv, 4);
}

const Enlisted kHeif({.name = "heif", .read = decode_somehow, .repair = repair});

}  // namespace
}  // namespace panet::fuzz
