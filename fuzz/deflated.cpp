#include "deflated.h"

#include <zlib.h>

namespace panet::fuzz {

std::string deflated(Bytes bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string stream(size, '\0');
  ::compress2(reinterpret_cast<Bytef*>(stream.data()), &size,
              reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_SPEED);
  stream.resize(size);
  return stream;
}

}  // namespace panet::fuzz
