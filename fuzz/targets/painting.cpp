#include "deflated.h"
#include "serve/project/paint.h"

namespace panet::fuzz {
namespace {

constexpr PictureSize kSize{.height = 20, .width = 30};

void expect_kept(const std::string& bytes) {
  const auto painting = serve::unpacked_painting(bytes, kSize);
  expect(serve::unpacked_painting(serve::packed(painting), kSize) == painting,
         "a painting is the same after all");
}

// As a project file has it, and the runs alone.
void read_painting(Bytes bytes) {
  attempt([&] { expect_kept(std::string(text_of(bytes))); });
  expect_kept(deflated(bytes));
}

const Enlisted kPainting({.name = "painting", .read = read_painting});

}  // namespace
}  // namespace panet::fuzz
