#include "panet/weights/model_file.h"

#include <fmt/format.h>

#include "model/torch_error.h"
#include "panet/file/error.h"
#include "panet/file/mapped_file.h"
#include "panet/weights/encoder_tensors.h"
#include "panet/weights/pytorch_checkpoint.h"
#include "weights/file_format_name.h"
#include "weights/file_kind.h"
#include "weights/printable_name.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

using Metadata = std::map<std::string, std::string>;

// Nothing where the metadata has none.
std::optional<StridePlacement> stride_placement_of(const Metadata& metadata) {
  const auto stride = metadata.find("stride");
  if (stride == metadata.end()) return {};
  const bool is_1x1 = stride->second.find("1x1") != std::string::npos;
  const bool is_3x3 = stride->second.find("3x3") != std::string::npos;
  if (is_1x1 == is_3x3) {
    throw Error(
        fmt::format("the metadata 'stride' expects a text with either '1x1' or '3x3', found {}",
                    printable(stride->second)));
  }
  return is_1x1 ? StridePlacement::kFirst1x1 : StridePlacement::k3x3;
}

void require_model(const Metadata& metadata) {
  const auto format = metadata.find("format");
  if (format != metadata.end() && format->second == kPrototypeFormat)
    throw Error("this is a prototype file, not a model: pass it where prototypes are expected");
}

std::shared_ptr<Encoder> encoder_of(const TensorFile& file,
                                    std::optional<StridePlacement> stride_placement) {
  require_model(file.metadata);
  const auto source = encoder_tensors(file.tensors);
  EncoderOptions options{.architecture = source.architecture};
  if (source.architecture != "vgg16") {
    const auto stated = stride_placement_of(file.metadata);
    options.stride_placement = stated ? *stated : stride_placement.value_or(StridePlacement::k3x3);
  }
  auto encoder = make_encoder_to_be_loaded(options);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : encoder->named_parameters())
    parameter.value().copy_(source.tensors.at(parameter.key()));
  return encoder;
}

torch::Tensor converted(const torch::Tensor& parameter, torch::ScalarType dtype,
                        const std::string& name, const fs::path& path) {
  const auto tensor = parameter.detach().to(torch::kCPU, dtype).contiguous();
  if (!torch::isfinite(tensor).all().item<bool>()) {
    throw Error(fmt::format("{}: tensor {} holds NaN, Inf, or numbers too large for {}",
                            path.string(), printable(name), torch::toString(dtype)));
  }
  return tensor;
}

}  // namespace

TensorFile read_weight_file(const fs::path& path) {
  const MappedFile file(path);
  switch (file_kind(file.bytes())) {
    case FileKind::kSafetensors:
      return read_safetensors(path);
    case FileKind::kPytorchZip:
    case FileKind::kPytorchLegacy:
      return read_pytorch_checkpoint(path);
    case FileKind::kOther:
      break;
  }
  throw Error(fmt::format("{}: expects a safetensors file or a PyTorch checkpoint, found {}",
                          path.string(), description_of_other(file.bytes())));
}

Model load_model(const fs::path& path, std::optional<StridePlacement> stride_placement) {
  auto file = read_weight_file(path);
  try {
    auto encoder = encoder_of(file, stride_placement);
    auto fingerprint = weights_fingerprint(*encoder);
    return {.encoder = std::move(encoder),
            .fingerprint = std::move(fingerprint),
            .metadata = std::move(file.metadata)};
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path.string(), error.what()));
  } catch (const c10::Error& error) {
    throw Error(fmt::format("{}: {}", path.string(), plain_message(error)));
  }
}

Metadata model_metadata(const Encoder& encoder) {
  Metadata metadata = {{"format", kModelFormat}, {"architecture", encoder.options().architecture}};
  if (encoder.options().architecture != "vgg16") {
    const bool is_1x1 = encoder.options().stride_placement == StridePlacement::kFirst1x1;
    metadata["stride"] =
        is_1x1 ? "on the first 1x1 convolution of a stage" : "on the 3x3 convolution of a stage";
  }
  return metadata;
}

void save_model(const fs::path& path, const Encoder& encoder, torch::ScalarType dtype,
                const Metadata& metadata) {
  if (dtype != torch::kFloat32 && dtype != torch::kFloat16 && dtype != torch::kBFloat16) {
    throw Error(fmt::format("{}: a model is saved in float32, float16 or bfloat16, not in {}",
                            path.string(), torch::toString(dtype)));
  }
  TensorFile file;
  for (const auto& parameter : encoder.named_parameters())
    file.tensors[parameter.key()] = converted(parameter.value(), dtype, parameter.key(), path);
  file.metadata = model_metadata(encoder);
  for (const auto& entry : metadata) file.metadata.insert(entry);
  write_safetensors(path, file);
}

}  // namespace panet
