#include "input_file.h"
#include "panet/weights/model_file.h"
#include "zip_places.h"

namespace panet::fuzz {
namespace {

void read_checkpoint(Bytes file) {
  for (const auto& [name, tensor] : read_weight_file(input_file(file)).tensors)
    StoredTensor::copy_of(tensor.dtype(), tensor.shape(), tensor.bytes());
}

const Enlisted kCheckpoint({.name = "checkpoint",
                            .read = read_checkpoint,
                            .repair = repair_zip_places});

}  // namespace
}  // namespace panet::fuzz
