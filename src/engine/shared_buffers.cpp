#include "engine/shared_buffers.h"

namespace panet {
namespace {

// Pictures of several shapes have the same area but for a few percent. So an eighth is to spare,
// which is address space and no memory until somebody writes there.
std::size_t with_room(std::size_t bytes) {
  return bytes + bytes / 8 + 1;
}

}  // namespace

dnnl::memory SharedBuffers::get(std::size_t number, std::size_t bytes, const dnnl::engine& engine) {
  if (number >= buffers_.size()) buffers_.resize(number + 1);
  auto& buffer = buffers_[number];
  if (!buffer || buffer.get_desc().get_size() < bytes)
    buffer = dnnl::memory({{static_cast<int64_t>(with_room(bytes))},
                           dnnl::memory::data_type::u8,
                           dnnl::memory::format_tag::a},
                          engine);
  return buffer;
}

}  // namespace panet
