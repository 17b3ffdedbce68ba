#pragma once

#include <cstddef>
#include <dnnl.hpp>
#include <vector>

namespace panet {

// Memory for programs of which one runs at a time: each finds the same buffers, so that an encoder
// compiled for many shapes of pictures takes hardly more than one compiled for a single shape.
class SharedBuffers {
 public:
  // The buffer of a number, of so many bytes at least: the one that was given out for it, or where
  // that is too small a larger one from now on.
  dnnl::memory get(std::size_t number, std::size_t bytes, const dnnl::engine& engine);

 private:
  std::vector<dnnl::memory> buffers_;
};

}  // namespace panet
