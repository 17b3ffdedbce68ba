#include "panet/weights/pytorch_checkpoint.h"

#include <fmt/format.h>

#include <array>

#include "panet/file/error.h"
#include "panet/file/mapped_file.h"
#include "weights/checkpoint_container.h"
#include "weights/file_kind.h"
#include "weights/pickled_tensors.h"
#include "weights/printable_name.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using Kind = PickleValue::Kind;

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

// LibTorch's own torch::pickle_save wraps a container into a call that restates its type.
const PickleValue& without_type_tag(const PickleValue& value) {
  const bool is_tagged = value.kind == Kind::kCall &&
                         value.elements[0]->is_global("torch.jit._pickle", "restore_type_tag") &&
                         !value.elements[1]->elements.empty();
  return is_tagged ? *value.elements[1]->elements.front() : value;
}

bool is_dict(const PickleValue& value) {
  return value.kind == Kind::kDict ||
         (value.kind == Kind::kCall && value.elements[0]->is_global("collections", "OrderedDict"));
}

using Items = std::vector<std::pair<const PickleValue*, const PickleValue*>>;

// A dictionary's entries: set on it, or, as Python 2 saved an OrderedDict, handed to its
// constructor as a list of pairs.
Items items_of(const PickleValue& dict) {
  auto items = dict.items;
  if (dict.kind != Kind::kCall || dict.elements[1]->elements.empty()) return items;
  for (const auto* pair : dict.elements[1]->elements.front()->elements) {
    if (pair->elements.size() == 2) items.emplace_back(pair->elements[0], pair->elements[1]);
  }
  return items;
}

std::string description_of(const PickleValue& value) {
  if (value.kind != Kind::kCall) return "something else";
  const auto& callee = *value.elements[0];
  return fmt::format("a Python object made by {}",
                     printable(fmt::format("{}.{}", callee.text, callee.name)));
}

// The dictionary itself, or the one that a training program put into it beside the epoch and the
// optimizer.
Items state_dict(const PickleValue& root, const fs::path& path) {
  if (!is_dict(root)) {
    throw Error(
        fmt::format("{}: expects a state dict, names with tensors, found {}; in Python, "
                    "torch.save(model.state_dict(), path)",
                    path.string(), description_of(root)));
  }
  auto items = items_of(root);
  for (const std::string_view name : {"state_dict", "model", "model_state_dict"}) {
    for (const auto& [key, value] : items) {
      if (key->kind == Kind::kText && key->text == name && is_dict(*value)) return items_of(*value);
    }
  }
  return items;
}

}  // namespace

TensorFile read_pytorch_checkpoint(const fs::path& path) {
  const auto file = std::make_shared<MappedFile>(path);
  const auto container = open_checkpoint(file->bytes(), path);
  PickledTensors tensors(file, container, path);
  TensorFile content;
  for (const auto& [key, value] : state_dict(without_type_tag(container.pickle->root()), path)) {
    if (key->kind != Kind::kText) continue;
    const std::string name(key->text);
    auto tensor = tensors.tensor(name, *value);
    if (tensor && !content.tensors.emplace(name, std::move(*tensor)).second)
      throw Error(fmt::format("{}: the state dict holds {} twice", path.string(), printable(name)));
  }
  if (content.tensors.empty())
    throw Error(fmt::format("{}: the state dict holds no tensor", path.string()));
  return content;
}

}  // namespace panet
