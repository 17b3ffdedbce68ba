#include "weights/pytorch_checkpoint.h"

#include <fmt/format.h>

#include "base/file_bytes.h"
#include "base/printable_name.h"
#include "panet/base/error.h"
#include "weights/checkpoint_container.h"
#include "weights/file_kind.h"
#include "weights/pickled_tensors.h"
#include "weights/state_dict.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

CheckpointContainer open_checkpoint(std::span<std::byte> file, const fs::path& path) {
  switch (file_kind(file)) {
    case FileKind::kPytorchZip:
      return open_zip_checkpoint(file, path);
    case FileKind::kPytorchLegacy:
      return open_legacy_checkpoint(file, path);
    case FileKind::kSafetensors:
      throw Error(
          fmt::format("{}: expects a PyTorch checkpoint, found a safetensors file", path.string()));
    case FileKind::kOther:
      break;
  }
  throw Error(fmt::format("{}: expects a PyTorch checkpoint, found {}", path.string(),
                          description_of_other(file)));
}

}  // namespace

TensorFile read_pytorch_checkpoint(const fs::path& path) {
  const auto file = std::make_shared<FileBytes>(file_bytes(path));
  const auto container = open_checkpoint(*file, path);
  PickledTensors tensors(file, container, path);
  TensorFile content;
  for (const auto& [key, value] : find_state_dict(container.pickle->root(), path)) {
    if (key->kind != PickleValue::Kind::kText || !is_pickled_tensor(*value)) continue;
    const std::string name(key->text);
    auto tensor = tensors.tensor(name, *value);
    if (tensor && !content.tensors.emplace(name, std::move(*tensor)).second)
      throw Error(fmt::format("{}: the state dict holds {} twice", path.string(), printable(name)));
  }
  return content;
}

}  // namespace panet
