#include "image/picture_ending.h"

#include <fmt/format.h>

#include "image/extension.h"
#include "panet/base/error.h"

namespace panet {

void require_picture_ending(const std::filesystem::path& name) {
  const auto extension = lowercase_extension(name);
  if (extension != ".jpg" && extension != ".jpeg" && extension != ".png")
    throw Error(fmt::format("{}: pictures are written as .jpg, .jpeg or .png", name.string()));
}

}  // namespace panet
