#pragma once

#include <dnnl.hpp>
#include <optional>

namespace panet {

// The layouts of pictures that convolutions like: the channels of a pixel lie one after the other,
// all of them or in blocks of 16 or 8.

// Nothing for another layout.
std::optional<dnnl::memory::format_tag> pixel_layout(const dnnl::memory::desc& pictures);

// Channels that lie together.
int64_t channels_of_block(const dnnl::memory::desc& pictures);

}  // namespace panet
