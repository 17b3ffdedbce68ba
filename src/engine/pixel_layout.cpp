#include "engine/pixel_layout.h"

#include "engine/dnnl_versions.h"

namespace panet {

using Tag = dnnl::memory::format_tag;

std::optional<Tag> pixel_layout(const dnnl::memory::desc& pictures) {
  for (const auto tag : {Tag::nhwc, Tag::nChw16c, Tag::nChw8c})
    if (pictures == dnnl::memory::desc(dims_of(pictures), type_of(pictures), tag)) return tag;
  return std::nullopt;
}

int64_t channels_of_block(const dnnl::memory::desc& pictures) {
  const auto layout = pixel_layout(pictures);
  if (layout == Tag::nChw16c) return 16;
  return layout == Tag::nChw8c ? 8 : dims_of(pictures)[1];
}

}  // namespace panet
