#include "panet/image/encode.h"

#include <fmt/format.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <span>
#include <string>
#include <vector>

#include "extension.h"
#include "opencv_tensor.h"
#include "panet/file/atomic_file.h"
#include "panet/file/error.h"
#include "picture.h"

namespace panet {
namespace {

std::vector<int> encoder_options(const std::filesystem::path& path, const std::string& extension,
                                 int jpeg_quality) {
  if (extension == ".png") return {};
  if (extension != ".jpg" && extension != ".jpeg")
    throw Error(fmt::format("{}: pictures are written as .jpg, .jpeg or .png", path.string()));
  if (jpeg_quality < 1 || jpeg_quality > 100)
    throw Error(
        fmt::format("{}: JPEG quality goes from 1 to 100, not {}", path.string(), jpeg_quality));
  return {cv::IMWRITE_JPEG_QUALITY, jpeg_quality};
}

}  // namespace

std::vector<std::byte> encoded_picture(const std::filesystem::path& name,
                                       const torch::Tensor& picture, int jpeg_quality) {
  const std::string extension = lowercase_extension(name);
  const std::vector<int> options = encoder_options(name, extension, jpeg_quality);
  const torch::Tensor rgb = checked_picture(picture, name.c_str());
  std::vector<uint8_t> bytes;
  try {
    cv::Mat bgr;
    cv::cvtColor(mat_view(rgb), bgr, cv::COLOR_RGB2BGR);
    if (!cv::imencode(extension, bgr, bytes, options)) bytes.clear();
  } catch (const cv::Exception&) {
    bytes.clear();
  }
  if (bytes.empty())
    throw Error(fmt::format("{}: {} x {} pixels cannot be stored in this format", name.string(),
                            rgb.size(1), rgb.size(0)));
  const auto encoded = std::as_bytes(std::span(bytes));
  return {encoded.begin(), encoded.end()};
}

void encode_picture(const std::filesystem::path& path, const torch::Tensor& picture,
                    int jpeg_quality) {
  write_atomically(path, encoded_picture(path, picture, jpeg_quality));
}

}  // namespace panet
