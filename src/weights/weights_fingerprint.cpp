#include "base/fingerprint.h"
#include "panet/weights/model_file.h"

namespace panet {
namespace {

void add_tensor(Fingerprint& fingerprint, const std::string& name, const StoredTensor& tensor) {
  fingerprint.add(name).add(tensor.dim());
  for (const auto size : tensor.shape()) fingerprint.add(size);
  fingerprint.add(converted(tensor, DType::kF32).bytes());
}

}  // namespace

std::string weights_fingerprint(const EncoderOptions& options, const TensorMap& weights) {
  Fingerprint fingerprint;
  fingerprint.add(options.architecture);
  if (has_stride_placement(options))
    fingerprint.add(options.stride_placement == StridePlacement::kFirst1x1 ? "1x1" : "3x3");
  for (const auto& [name, tensor] : weights) add_tensor(fingerprint, name, tensor);
  return fingerprint.hexadecimal();
}

}  // namespace panet
