#include "picture.h"

#include <fmt/format.h>

#include <sstream>
#include <string>

#include "panet/file/error.h"

namespace panet {
namespace {

std::string shape_of(const torch::Tensor& tensor) {
  if (!tensor.defined()) return "an undefined tensor";
  std::ostringstream text;
  text << tensor.sizes() << " " << tensor.scalar_type();
  return text.str();
}

}  // namespace

torch::Tensor checked_picture(const torch::Tensor& picture, const char* what) {
  if (!picture.defined() || picture.dim() != 3 || picture.size(2) != 3 || picture.numel() == 0 ||
      picture.scalar_type() != torch::kUInt8)
    throw Error(fmt::format("{}: a picture is H x W x 3 uint8 with at least one pixel, not {}",
                            what, shape_of(picture)));
  return picture.cpu().contiguous();
}

}  // namespace panet
