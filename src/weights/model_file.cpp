#include "panet/weights/model_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "base/file_bytes.h"
#include "base/printable_name.h"
#include "panet/base/error.h"
#include "weights/direction_tensors.h"
#include "weights/encoder_tensors.h"
#include "weights/file_format_name.h"
#include "weights/file_kind.h"
#include "weights/pytorch_checkpoint.h"

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

// The file may be written over while the model is in use.
void copy_what_views(const TensorMap& file, TensorMap& weights) {
  std::set<const std::byte*> viewed;
  for (const auto& [name, tensor] : file) viewed.insert(tensor.bytes().data());
  for (auto& [name, weight] : weights)
    if (viewed.contains(weight.bytes().data()))
      weight = StoredTensor::copy_of(weight.dtype(), weight.shape(), weight.bytes());
}

Model model_in(const TensorFile& file, std::optional<StridePlacement> stride_placement) {
  require_model(file.metadata);
  auto source = encoder_tensors(file.tensors);
  EncoderOptions options{.architecture = source.architecture, .transformer = source.transformer};
  if (has_stride_placement(options)) {
    const auto stated = stride_placement_of(file.metadata);
    options.stride_placement = stated ? *stated : stride_placement.value_or(StridePlacement::k3x3);
  }
  copy_what_views(file.tensors, source.tensors);
  auto model = model_of(encoder_graph(options), std::move(source.tensors), file.metadata);
  model.whose_names = source.whose_names;
  model.world = direction_statistics_in(file.tensors, model.graph.channels);
  return model;
}

StoredTensor rounded(const StoredTensor& weight, DType dtype, const std::string& name,
                     const fs::path& path) {
  auto tensor = converted(weight, dtype);
  if (!is_finite(tensor)) {
    throw Error(fmt::format("{}: tensor {} holds NaN, Inf, or numbers too large for {}",
                            path.string(), printable(name), name_of(dtype)));
  }
  return tensor;
}

void require_weight(const TensorMap& weights, const std::string& name,
                    const std::vector<int64_t>& shape) {
  const auto found = weights.find(name);
  if (found == weights.end())
    throw Error(fmt::format("tensor {} is missing; expects shape [{}]", printable(name),
                            fmt::join(shape, ", ")));
  const auto& weight = found->second;
  if (weight.shape() != shape || weight.dtype() != DType::kF32)
    throw Error(fmt::format("tensor {} expects shape [{}] of F32, found [{}] of {}",
                            printable(name), fmt::join(shape, ", "),
                            fmt::join(weight.shape(), ", "), name_of(weight.dtype())));
}

}  // namespace

Model model_of(EncoderGraph graph, TensorMap weights, Metadata metadata) {
  std::size_t expected = 0;
  for (const auto& step : graph.steps)
    for (const auto& [name, shape] : weight_shapes(step)) {
      require_weight(weights, name, shape);
      ++expected;
    }
  if (weights.size() != expected)
    throw Error(fmt::format("{} expects {} tensors, found {}", graph.options.architecture, expected,
                            weights.size()));
  auto fingerprint = weights_fingerprint(graph.options, weights);
  return {.graph = std::move(graph),
          .weights = std::move(weights),
          .fingerprint = std::move(fingerprint),
          .metadata = std::move(metadata)};
}

TensorFile read_weight_file(const fs::path& path) {
  switch (file_kind(file_start(path, kKindBytes))) {
    case FileKind::kSafetensors:
      return read_safetensors(path);
    case FileKind::kPytorchZip:
    case FileKind::kPytorchLegacy:
      return read_pytorch_checkpoint(path);
    case FileKind::kOther:
      break;
  }
  throw Error(fmt::format("{}: expects a safetensors file or a PyTorch checkpoint, found {}",
                          path.string(), description_of_other(file_bytes(path))));
}

Model load_model(const fs::path& path, std::optional<StridePlacement> stride_placement) {
  const auto file = read_weight_file(path);
  try {
    return model_in(file, stride_placement);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", path.string(), error.what()));
  }
}

Metadata model_metadata(const EncoderOptions& options) {
  Metadata metadata = {{"format", kModelFormat}, {"architecture", options.architecture}};
  if (has_stride_placement(options)) {
    const bool is_1x1 = options.stride_placement == StridePlacement::kFirst1x1;
    metadata["stride"] =
        is_1x1 ? "on the first 1x1 convolution of a stage" : "on the 3x3 convolution of a stage";
  }
  return metadata;
}

void save_model(const fs::path& path, const EncoderOptions& options, const TensorMap& weights,
                DType dtype, const Metadata& metadata, const DirectionStatistics* world) {
  if (dtype != DType::kF32 && dtype != DType::kF16 && dtype != DType::kBF16) {
    throw Error(fmt::format("{}: a model is saved in float32, float16 or bfloat16, not in {}",
                            path.string(), name_of(dtype)));
  }
  TensorFile file;
  for (const auto& [name, weight] : weights)
    file.tensors[name] = rounded(weight, dtype, name, path);
  if (world != nullptr) file.tensors.merge(tensors_of(*world));
  file.metadata = model_metadata(options);
  for (const auto& entry : metadata) file.metadata.insert(entry);
  write_safetensors(path, file);
}

}  // namespace panet
