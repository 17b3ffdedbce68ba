#include "panet/image/encode.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "extension.h"
#include "input_file.h"
#include "jpeg_writer.h"
#include "panet/file/atomic_file.h"
#include "panet/file/error.h"
#include "panet/image/map.h"
#include "picture.h"
#include "picture_size.h"
#include "png_writer.h"

namespace panet {
namespace {

void check_kind(const std::string& extension, int jpeg_quality) {
  if (extension == ".png") return;
  if (extension != ".jpg" && extension != ".jpeg")
    throw Error("pictures are written as .jpg, .jpeg or .png");
  if (jpeg_quality < 1 || jpeg_quality > 100)
    throw Error(fmt::format("JPEG quality goes from 1 to 100, not {}", jpeg_quality));
}

std::string encoded(const std::string& extension, const torch::Tensor& rgb, int jpeg_quality) {
  check_picture_size(static_cast<uint64_t>(rgb.size(0)), static_cast<uint64_t>(rgb.size(1)));
  const std::span pixels(static_cast<const Colour*>(rgb.data_ptr()),
                         static_cast<std::size_t>(rgb.numel() / 3));
  return extension == ".png" ? rgb_png(pixels, rgb.size(1))
                             : rgb_jpeg(pixels, rgb.size(1), jpeg_quality);
}

}  // namespace

std::vector<std::byte> encoded_picture(const std::filesystem::path& name,
                                       const torch::Tensor& picture, int jpeg_quality) {
  const std::string extension = lowercase_extension(name);
  in_file(name, [&] { check_kind(extension, jpeg_quality); });
  const torch::Tensor rgb = checked_picture(picture, name.c_str());
  const std::string bytes = in_file(name, [&] { return encoded(extension, rgb, jpeg_quality); });
  const auto encoded = std::as_bytes(std::span(bytes));
  return {encoded.begin(), encoded.end()};
}

void encode_picture(const std::filesystem::path& path, const torch::Tensor& picture,
                    int jpeg_quality) {
  write_atomically(path, encoded_picture(path, picture, jpeg_quality));
}

}  // namespace panet
