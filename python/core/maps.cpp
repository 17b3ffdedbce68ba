#include "core/bindings.h"
#include "panet/image/map.h"
#include "panet/model/map_stack.h"

namespace panet::python {
namespace {

// Maps are Python's buffers: an array over one has the map's own memory and keeps it alive.
template <typename Bytes>
void bind_bytes(py::module_& module, const char* name) {
  py::class_<Bytes>(module, name, py::buffer_protocol()).def_buffer([](Bytes& map) {
    return py::buffer_info(map.all().data(), {map.height(), map.width()},
                           {map.width(), int64_t{1}});
  });
}

py::buffer_info buffer_of(Picture& picture) {
  return {reinterpret_cast<uint8_t*>(picture.all().data()),
          {picture.height(), picture.width(), int64_t{3}},
          {3 * picture.width(), int64_t{3}, int64_t{1}}};
}

py::buffer_info buffer_of(MapStack& stack) {
  constexpr int64_t kBytes = sizeof(float);
  return {stack.all().data(),
          {stack.maps(), stack.height(), stack.width()},
          {kBytes * stack.height() * stack.width(), kBytes * stack.width(), kBytes}};
}

}  // namespace

void bind_maps(py::module_& module) {
  bind_bytes<Labels>(module, "Labels");
  bind_bytes<Mask>(module, "Mask");
  py::class_<Picture>(module, "Picture", py::buffer_protocol()).def_buffer([](Picture& picture) {
    return buffer_of(picture);
  });
  py::class_<MapStack>(module, "MapStack", py::buffer_protocol()).def_buffer([](MapStack& stack) {
    return buffer_of(stack);
  });
}

}  // namespace panet::python
