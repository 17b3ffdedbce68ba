#include <map>

#include "panet/file/fingerprint.h"
#include "panet/weights/model_file.h"

namespace panet {
namespace {

void add_tensor(Fingerprint& fingerprint, const std::string& name, const torch::Tensor& parameter) {
  const auto tensor = parameter.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  fingerprint.add(name).add(tensor.dim());
  for (const auto size : tensor.sizes()) fingerprint.add(size);
  fingerprint.add(std::span(static_cast<const std::byte*>(tensor.data_ptr()), tensor.nbytes()));
}

}  // namespace

std::string weights_fingerprint(const Encoder& encoder) {
  Fingerprint fingerprint;
  const auto& options = encoder.options();
  fingerprint.add(options.architecture);
  if (options.architecture != "vgg16")
    fingerprint.add(options.stride_placement == StridePlacement::kFirst1x1 ? "1x1" : "3x3");
  std::map<std::string, torch::Tensor> by_name;
  for (const auto& parameter : encoder.named_parameters())
    by_name.emplace(parameter.key(), parameter.value());
  for (const auto& [name, tensor] : by_name) add_tensor(fingerprint, name, tensor);
  return fingerprint.hexadecimal();
}

}  // namespace panet
