#include "panet/weights/safetensors.h"

#include "input_file.h"
#include "safetensors_length.h"

namespace panet::fuzz {
namespace {

// Each byte of each tensor can be read.
void expect_readable(const TensorFile& file) {
  for (const auto& [name, tensor] : file.tensors)
    StoredTensor::copy_of(tensor.dtype(), tensor.shape(), tensor.bytes());
}

void read_some_safetensors(Bytes file) {
  expect_readable(read_safetensors(input_file(file)));
}

const Enlisted kSafetensors({.name = "safetensors",
                             .read = read_some_safetensors,
                             .repair = repair_safetensors_length});

}  // namespace
}  // namespace panet::fuzz
