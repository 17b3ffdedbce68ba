#include <fmt/format.h>
#include <xxhash.h>

#include <memory>

#include "panet/weights/model_file.h"

namespace panet {
namespace {

class Hash {
 public:
  Hash() { XXH3_128bits_reset(state_.get()); }

  void add_bytes(const void* bytes, std::size_t size) {
    XXH3_128bits_update(state_.get(), bytes, size);
  }
  void add_number(int64_t number) { add_bytes(&number, sizeof number); }

  // Its length first, so that no two lists of texts look the same.
  void add_text(const std::string& text) {
    add_number(static_cast<int64_t>(text.size()));
    add_bytes(text.data(), text.size());
  }

  std::string digits() const {
    const auto hash = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> state_{XXH3_createState()};
};

void add_tensor(Hash& hash, const std::string& name, const torch::Tensor& parameter) {
  const auto tensor = parameter.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  hash.add_text(name);
  hash.add_number(tensor.dim());
  for (const auto size : tensor.sizes()) hash.add_number(size);
  hash.add_bytes(tensor.data_ptr(), tensor.nbytes());
}

}  // namespace

std::string weights_fingerprint(const Encoder& encoder) {
  Hash hash;
  const auto& options = encoder.options();
  hash.add_text(options.architecture);
  if (options.architecture != "vgg16")
    hash.add_text(options.stride_placement == StridePlacement::kFirst1x1 ? "1x1" : "3x3");
  std::map<std::string, torch::Tensor> by_name;
  for (const auto& parameter : encoder.named_parameters())
    by_name.emplace(parameter.key(), parameter.value());
  for (const auto& [name, tensor] : by_name) add_tensor(hash, name, tensor);
  return hash.digits();
}

}  // namespace panet
