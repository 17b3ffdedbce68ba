#include "weights/pickled_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/printable_name.h"
#include "panet/base/error.h"
#include "weights/tensor_in_file.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using Kind = PickleValue::Kind;

constexpr std::size_t kMostDimensions = 64;  // more than any program computes with

bool is_tensor(const PickleValue& callee) {
  return callee.is_global("torch._utils", "_rebuild_tensor_v2") ||
         callee.is_global("torch._utils", "_rebuild_tensor");
}

// A parameter wraps its tensor; early PyTorch called the constructor, or gave it the tensor as its
// state.
bool is_parameter(const PickleValue& callee) {
  return callee.is_global("torch._utils", "_rebuild_parameter") ||
         callee.is_global("torch._utils", "_rebuild_parameter_with_state") ||
         callee.is_global("torch.nn.parameter", "Parameter");
}

const PickleValue* wrapped(const PickleValue& parameter) {
  const auto& arguments = parameter.elements[1]->elements;
  if (!arguments.empty()) return arguments.front();
  const auto* state = parameter.state;
  return state != nullptr && !state->elements.empty() ? state->elements.front() : nullptr;
}

// Whether all elements lie within `available` ones, and are no more: an expanded tensor could fill
// any memory.
bool fits(int64_t available, int64_t offset, const std::vector<int64_t>& sizes,
          const std::vector<int64_t>& strides) {
  int64_t count = 1, last = offset;
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    int64_t span = 0;
    if (__builtin_mul_overflow(count, std::max<int64_t>(sizes[d], 1), &count) ||
        __builtin_mul_overflow(std::max<int64_t>(sizes[d] - 1, 0), strides[d], &span) ||
        __builtin_add_overflow(last, span, &last))
      return false;
  }
  const bool is_empty = std::find(sizes.begin(), sizes.end(), 0) != sizes.end();
  return is_empty || (last < available && count <= available);
}

int64_t product(const std::vector<int64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t{1}, std::multiplies<>());
}

// Whether elements lie one behind the other in row-major order.
bool is_contiguous(const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides) {
  int64_t expected = 1;
  for (auto d = sizes.size(); d-- > 0; expected *= sizes[d])
    if (sizes[d] != 1 && strides[d] != expected) return false;
  return true;
}

// Calls function(offset) for each element in row-major order.
template <typename Function>
void for_each_offset(int64_t offset, const std::vector<int64_t>& sizes,
                     const std::vector<int64_t>& strides, const Function& function) {
  std::vector<int64_t> index(sizes.size(), 0);
  for (auto left = product(sizes); left > 0; --left) {
    function(offset);
    for (auto d = sizes.size(); d-- > 0;) {
      offset += strides[d];
      if (++index[d] < sizes[d]) break;
      offset -= strides[d] * sizes[d];
      index[d] = 0;
    }
  }
}

// A copy of the elements, in row-major order.
StoredTensor gathered(const StoredTensor& elements, int64_t offset,
                      const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides) {
  const auto size = bytes_of(elements.dtype());
  std::vector<std::byte> copy;
  copy.reserve(static_cast<std::size_t>(product(sizes)) * size);
  for_each_offset(offset, sizes, strides, [&](int64_t at) {
    const auto element = elements.bytes().subspan(static_cast<std::size_t>(at) * size, size);
    copy.insert(copy.end(), element.begin(), element.end());
  });
  return StoredTensor::copy_of(elements.dtype(), sizes, copy);
}

// Also those that are sparse, quantized or of another kind.
bool is_rebuilt_by_torch(const PickleValue& callee) {
  return callee.text.starts_with("torch") && callee.name.starts_with("_rebuild");
}

}  // namespace

bool is_pickled_tensor(const PickleValue& value) {
  return value.kind == Kind::kCall &&
         (is_parameter(*value.elements[0]) || is_rebuilt_by_torch(*value.elements[0]));
}

PickledTensors::PickledTensors(std::shared_ptr<const FileBytes> file,
                               const CheckpointContainer& container, const fs::path& path)
    : file_(std::move(file)), container_(container), path_(path) {}

std::optional<StoredTensor> PickledTensors::tensor(const std::string& name,
                                                   const PickleValue& value) {
  const auto* call = &value;
  if (call->kind == Kind::kCall && is_parameter(*call->elements[0])) {
    call = wrapped(*call);
    if (call == nullptr || call->kind != Kind::kCall || !is_tensor(*call->elements[0]))
      fail(name, "is a parameter without a tensor");
  }
  if (call->kind != Kind::kCall) return {};
  const auto& callee = *call->elements[0];
  if (is_tensor(callee)) return rebuilt(name, call->elements[1]->elements);
  if (is_rebuilt_by_torch(callee))
    fail(name, fmt::format("is of a kind that cannot be read ({}): expects dense tensors",
                           printable(callee.name)));
  return {};
}

// _rebuild_tensor(storage, offset, sizes, strides, ...)
StoredTensor PickledTensors::rebuilt(const std::string& name, const Arguments& arguments) {
  if (arguments.size() < 4 || arguments[1]->kind != Kind::kInteger || arguments[1]->integer < 0)
    fail(name, "its description is damaged");
  const auto offset = arguments[1]->integer;
  const auto shape = sizes(name, *arguments[2]), strides = sizes(name, *arguments[3]);
  if (shape.size() != strides.size())
    fail(name, fmt::format("{} dimensions expect as many strides, found {}", shape.size(),
                           strides.size()));
  const auto& elements = storage(name, *arguments[0]);
  if (!fits(elements.count(), offset, shape, strides)) {
    fail(name,
         fmt::format("shape [{}] with strides [{}] from element {} expects more than the {} "
                     "elements of its storage",
                     fmt::join(shape, ", "), fmt::join(strides, ", "), offset, elements.count()));
  }
  const bool is_empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
  if (is_empty) return elements.part(0, shape);
  if (is_contiguous(shape, strides)) return elements.part(offset, shape);
  copied_bytes_ += static_cast<uint64_t>(product(shape)) * bytes_of(elements.dtype());
  if (copied_bytes_ > file_->size()) fail(name, "too many tensors share their storage");
  return gathered(elements, offset, shape, strides);
}

const StoredTensor& PickledTensors::storage(const std::string& name, const PickleValue& value) {
  const auto reference = storage_reference(value, path_);
  if (const auto known = storages_.find(reference.key); known != storages_.end()) {
    if (known->second.dtype() != reference.dtype)
      fail(name, "shares its storage with a tensor of another type");
    return known->second;
  }
  const auto found = container_.storages.find(reference.key);
  if (found == container_.storages.end())
    fail(name, fmt::format("its storage {} is missing from the file", printable(reference.key)));
  const auto bytes = found->second;
  const uint64_t element_size = bytes_of(reference.dtype);
  if (bytes.size() / element_size != reference.elements || bytes.size() % element_size != 0) {
    fail(name, fmt::format("its storage expects {} elements of {} bytes, found {} bytes",
                           reference.elements, element_size, bytes.size()));
  }
  // A truth value that is neither 0 nor 1 is undefined behaviour as soon as it is read.
  if (reference.dtype == DType::kBool &&
      std::any_of(bytes.begin(), bytes.end(), [](auto b) { return b > std::byte{1}; }))
    fail(name, "its truth values expect bytes 0 and 1, found others");
  const auto elements = static_cast<int64_t>(reference.elements);
  return storages_.emplace(reference.key, tensor_in_file(file_, bytes, reference.dtype, {elements}))
      .first->second;
}

std::vector<int64_t> PickledTensors::sizes(const std::string& name,
                                           const PickleValue& tuple) const {
  if (tuple.elements.size() > kMostDimensions)
    fail(name, fmt::format("has more than {} dimensions", kMostDimensions));
  std::vector<int64_t> values;
  for (const auto* element : tuple.elements) {
    if (element->kind != Kind::kInteger || element->integer < 0)
      fail(name, "its sizes or strides are damaged");
    values.push_back(element->integer);
  }
  return values;
}

void PickledTensors::fail(const std::string& name, const std::string& what) const {
  throw Error(fmt::format("{}: tensor {}: {}", path_.string(), printable(name), what));
}

}  // namespace panet
