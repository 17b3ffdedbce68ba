#pragma once

#include <dnnl.hpp>

namespace panet {

// A convolution dilated by 2 sees every second row and column. So it is an ordinary convolution of
// the four pictures that consist of every second row and column of one picture: N pictures H x W
// become 4 N pictures ceil(H / 2) x ceil(W / 2), the first N of them the even rows and columns,
// then even rows and odd columns, and so on. Where H or W is odd, the odd ones end in a margin of
// zeros, which takes the place of the padding.

// How the four pictures of each are laid out; std::bad_optional_access for pictures that have no
// pixel_layout.
dnnl::memory::desc interleaved(const dnnl::memory::desc& pictures);

void interleave(const dnnl::memory& pictures, const dnnl::memory& interleaved);
void deinterleave(const dnnl::memory& interleaved, const dnnl::memory& pictures);

// Zeros where pictures of `height` x `width` have no pixel, which a convolution writes over.
void clear_margins(const dnnl::memory& interleaved, int64_t height, int64_t width);

}  // namespace panet
