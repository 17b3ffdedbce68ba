#include "panet/image/encode.h"

#include <fmt/format.h>

#include <span>
#include <string>

#include "base/atomic_file.h"
#include "image/extension.h"
#include "image/input_file.h"
#include "image/jpeg_writer.h"
#include "image/picture_ending.h"
#include "image/picture_size.h"
#include "image/png_writer.h"
#include "panet/base/error.h"
#include "panet/image/map.h"

namespace panet {
namespace {

void check_quality(int jpeg_quality) {
  if (jpeg_quality < 1 || jpeg_quality > 100)
    throw Error(fmt::format("JPEG quality goes from 1 to 100, not {}", jpeg_quality));
}

std::string encoded(const std::string& extension, const PictureView& view, int jpeg_quality) {
  check_picture_size(static_cast<uint64_t>(view.height), static_cast<uint64_t>(view.width));
  const bool is_ready = view.order == ChannelOrder::kRgb && view.row_stride == 3 * view.width;
  const Picture copy = is_ready ? Picture() : copy_of(view);
  const PictureView rgb = is_ready ? view : PictureView(copy);
  const std::span pixels(reinterpret_cast<const Colour*>(rgb.data),
                         static_cast<std::size_t>(rgb.height * rgb.width));
  return extension == ".png" ? rgb_png(pixels, rgb.width)
                             : rgb_jpeg(pixels, rgb.width, jpeg_quality);
}

}  // namespace

std::vector<std::byte> encoded_picture(const std::filesystem::path& name,
                                       const PictureView& picture, int jpeg_quality) {
  const std::string extension = lowercase_extension(name);
  require_picture_ending(name);
  if (extension != ".png") in_file(name, [&] { check_quality(jpeg_quality); });
  expect_pixels(picture, name.c_str());
  const std::string bytes =
      in_file(name, [&] { return encoded(extension, picture, jpeg_quality); });
  const auto encoded = std::as_bytes(std::span(bytes));
  return {encoded.begin(), encoded.end()};
}

void encode_picture(const std::filesystem::path& path, const PictureView& picture,
                    int jpeg_quality) {
  write_atomically(path, encoded_picture(path, picture, jpeg_quality));
}

}  // namespace panet
