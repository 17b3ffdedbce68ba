#include "dataset/mat_file.h"

#include "dataset/sbd.h"
#include "deflated.h"
#include "input_file.h"
#include "signature.h"

namespace panet::fuzz {
namespace {

constexpr std::size_t kVersionAt = 124, kHeaderBytes = 128;

// What follows the header, in a compressed element.
std::string with_compressed_element(Bytes file) {
  if (file.size() <= kHeaderBytes) return std::string(text_of(file));
  const std::string stream = deflated(file.subspan(kHeaderBytes));
  std::string tag(8, '\0');
  put_little_endian(tag, 0, 15);
  put_little_endian(tag, 4, stream.size());
  return std::string(text_of(file.first(kHeaderBytes))) + tag + stream;
}

void read_mat(const std::filesystem::path& path) {
  attempt([&] { read_mat_field(path, "GTcls", "Segmentation"); });
  attempt([&] { read_sbd_classes(path); });
}

void read_mat_somehow(Bytes file) {
  read_mat(input_file(file));
  read_mat(input_file(bytes_of(with_compressed_element(file))));
}

void repair(std::string& file) {
  using namespace std::string_view_literals;
  put_signature(file, "\x00\x01IM"sv, kVersionAt);
}

const Enlisted kMat({.name = "mat", .read = read_mat_somehow, .repair = repair});

}  // namespace
}  // namespace panet::fuzz
