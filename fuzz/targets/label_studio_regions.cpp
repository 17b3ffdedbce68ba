#include "serve/tools/label_studio/regions.h"

#include "base/shallow_json.h"
#include "target.h"

namespace panet::fuzz {
namespace {

void read_regions(Bytes text) {
  constexpr PictureSize kSize{.height = 4, .width = 6};
  const auto result = shallow_json(text_of(text));
  if (result.is_discarded()) return;
  serve::draw_labels(result, kSize, [&](const std::string&, const Mask& mask) {
    expect(mask.dimensions() == kSize, "a mask is as large as its picture");
  });
}

const Enlisted kLabelStudioRegions({.name = "label_studio_regions", .read = read_regions});

}  // namespace
}  // namespace panet::fuzz
