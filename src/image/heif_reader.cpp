#include <fmt/format.h>
#include <libheif/heif.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "image/heif_coded_size.h"
#include "image/picture_reader.h"
#include "panet/image/picture_limit.h"

namespace panet {
namespace {

void check(const heif_error& error) {
  if (error.code == heif_error_Ok) return;
  if (error.code == heif_error_Memory_allocation_error &&
      error.subcode != heif_suberror_Security_limit_exceeded)
    throw std::bad_alloc();
  std::string_view reason = error.message;  // which may end with a line break
  while (reason.ends_with('\n')) reason.remove_suffix(1);
  throw Error(fmt::format("broken, or of a kind that is not supported: {}", reason));
}

using Context = std::unique_ptr<heif_context, void (*)(heif_context*)>;
using Handle = std::unique_ptr<heif_image_handle, void (*)(const heif_image_handle*)>;
using Image = std::unique_ptr<heif_image, void (*)(const heif_image*)>;

Handle main_picture(heif_context* context) {
  heif_image_handle* handle = nullptr;
  check(heif_context_get_primary_image_handle(context, &handle));
  return {handle, heif_image_handle_release};
}

// Upright: libheif turns pictures itself.
Image decoded(const heif_image_handle* handle) {
  const std::unique_ptr<heif_decoding_options, void (*)(heif_decoding_options*)> options(
      heif_decoding_options_alloc(), heif_decoding_options_free);
  if (!options) throw std::bad_alloc();
  options->convert_hdr_to_8bit = 1;
  heif_image* image = nullptr;
  check(heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
                          options.get()));
  return {image, heif_image_release};
}

Picture picture_of(const heif_image* image) {
  int stride = 0;
  const uint8_t* row = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  const int height = heif_image_get_height(image, heif_channel_interleaved);
  const int width = heif_image_get_width(image, heif_channel_interleaved);
  if (row == nullptr || height < 1 || width < 1) throw Error("broken: it holds no picture");
  auto picture = Picture::uninitialised(height, width);
  for (int y = 0; y < height; ++y, row += stride)
    std::memcpy(picture.row(y).data(), row, picture.row(y).size_bytes());
  return picture;
}

PictureSize coded_size(ByteView file) {
  try {
    return largest_coded_size(file);
  } catch (const Error& error) {
    throw Error(fmt::format("broken: {}", error.what()));
  }
}

// Decoders make room for what a stream tells of itself. Streams are a little larger than pictures,
// and AV1 may tell no more than how many bits a side has.
void expect_coded_within(ByteView file, int64_t longest_side) {
  constexpr int64_t kMostPadding = 1024;
  const PictureSize coded = coded_size(file);
  if (std::max(coded.height, coded.width) > 2 * longest_side + kMostPadding)
    throw Error(
        fmt::format("broken: it says that no side is longer than {} pixels, and holds {} x {}",
                    longest_side, coded.width, coded.height));
}

}  // namespace

Decoded read_heif(ByteView file, const Admission& admit) {
  const Context context(heif_context_alloc(), heif_context_free);
  if (!context) throw std::bad_alloc();
  heif_context_set_maximum_image_size_limit(context.get(), static_cast<int>(kLongestSide));
  check(
      heif_context_read_from_memory_without_copy(context.get(), file.data(), file.size(), nullptr));
  const Handle handle = main_picture(context.get());
  const int height = heif_image_handle_get_height(handle.get());
  const int width = heif_image_handle_get_width(handle.get());
  admit(height, width);
  expect_coded_within(file, std::max(height, width));
  return {.pixels = picture_of(decoded(handle.get()).get())};
}

}  // namespace panet
