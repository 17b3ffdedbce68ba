#include "weights/checkpoint_container.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/printable_name.h"
#include "panet/base/error.h"
#include "weights/zip_archive.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using Bytes = std::span<std::byte>;
using Kind = PickleValue::Kind;

std::optional<DType> dtype_of_storage(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, DType>, 10> kTypes = {
      {{"FloatStorage", DType::kF32},
       {"DoubleStorage", DType::kF64},
       {"HalfStorage", DType::kF16},
       {"BFloat16Storage", DType::kBF16},
       {"LongStorage", DType::kI64},
       {"IntStorage", DType::kI32},
       {"ShortStorage", DType::kI16},
       {"CharStorage", DType::kI8},
       {"ByteStorage", DType::kU8},
       {"BoolStorage", DType::kBool}}};
  for (const auto& [known, dtype] : kTypes) {
    if (known == name) return dtype;
  }
  return {};
}

// --- Zip
// -------------------------------------------------------------------------------------------------------------

constexpr std::string_view kPickleName = "data.pkl";

// All records lie in one folder, named after the file that was saved first.
std::string folder_of(const std::map<std::string, Bytes>& records, const fs::path& path) {
  for (const auto& [name, bytes] : records) {
    const auto slash = name.find('/');
    if (slash != name.npos && name.substr(slash + 1) == kPickleName)
      return name.substr(0, slash + 1);
  }
  throw Error(fmt::format("{}: a zip archive, but not of PyTorch: expects a record {}, found {}",
                          path.string(), kPickleName,
                          records.empty() ? "none at all" : printable(records.begin()->first)));
}

void require_state_dict_archive(const std::map<std::string, Bytes>& records,
                                const std::string& folder, const fs::path& path) {
  if (records.contains(folder + "constants.pkl")) {
    throw Error(fmt::format(
        "{}: a TorchScript archive, a program with its weights: expects a state dict; in Python, "
        "torch.save(torch.jit.load(path).state_dict(), new_path)",
        path.string()));
  }
  const auto order = records.find(folder + "byteorder");
  if (order == records.end()) return;
  const std::string_view text(reinterpret_cast<const char*>(order->second.data()),
                              order->second.size());
  if (text != "little")
    throw Error(
        fmt::format("{}: expects little-endian numbers, found {}", path.string(), printable(text)));
}

// --- Legacy
// ----------------------------------------------------------------------------------------------------------

constexpr int64_t kLegacyProtocol = 1001;

// Takes the file apart from its front.
class LegacyReader {
 public:
  LegacyReader(Bytes file, const fs::path& path) : rest_(file), path_(path) {}

  CheckpointContainer read() {
    next_pickle();  // the magic number
    const auto protocol = next_pickle();
    if (protocol->root().kind != Kind::kInteger || protocol->root().integer != kLegacyProtocol)
      fail(fmt::format("expects its protocol {}", kLegacyProtocol));
    require_little_endian(next_pickle()->root());
    CheckpointContainer container{.pickle = next_pickle(), .storages = {}};
    const auto element_sizes = sizes_of_elements(*container.pickle);
    const auto keys = next_pickle();
    for (const auto* key : keys->root().elements) {
      const auto found = element_sizes.find(key->text);
      if (found == element_sizes.end())
        fail(fmt::format("storage {} belongs to no tensor", printable(key->text)));
      container.storages.emplace(found->first, next_storage(found->second, found->first));
    }
    return container;
  }

 private:
  std::unique_ptr<Pickle> next_pickle() {
    auto pickle = std::make_unique<Pickle>(rest_, path_);
    rest_ = rest_.subspan(pickle->size());
    return pickle;
  }

  void require_little_endian(const PickleValue& system) const {
    for (const auto& [key, value] : system.items) {
      if (key->text == "little_endian" && value->integer != 1)
        fail("expects little-endian numbers");
    }
  }

  std::map<std::string_view, uint64_t> sizes_of_elements(const Pickle& pickle) const {
    std::map<std::string_view, uint64_t> sizes;
    for (const auto& value : pickle.values()) {
      if (value.kind != Kind::kPersistent) continue;
      const auto& id = value.elements.front()->elements;
      if (id.empty() || id.front()->text != "storage") continue;  // the source of a class, say
      const auto reference = storage_reference(value, path_);
      sizes[reference.key] = bytes_of(reference.dtype);
    }
    return sizes;
  }

  // 8 bytes: the number of elements; then the elements.
  Bytes next_storage(uint64_t element_size, std::string_view key) {
    uint64_t elements = 0;
    if (rest_.size() < sizeof elements) fail("it is cut off: download or copy it again");
    std::memcpy(&elements, rest_.data(), sizeof elements);
    rest_ = rest_.subspan(sizeof elements);
    if (elements > rest_.size() / element_size) {
      fail(
          fmt::format("it is cut off: storage {} expects {} elements of {} bytes, found {} bytes; "
                      "download or copy it "
                      "again",
                      printable(key), elements, element_size, rest_.size()));
    }
    const auto bytes = rest_.first(elements * element_size);
    rest_ = rest_.subspan(bytes.size());
    return bytes;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(
        fmt::format("{}: PyTorch's legacy format cannot be read: {}", path_.string(), what));
  }

  Bytes rest_;
  const fs::path& path_;
};

}  // namespace

StorageReference storage_reference(const PickleValue& value, const fs::path& path) {
  const auto fail = [&path](const std::string& what) {
    throw Error(fmt::format("{}: a storage cannot be read: {}", path.string(), what));
  };
  if (value.kind != Kind::kPersistent) fail("the pickle has something else in its place");
  // ('storage', torch.FloatStorage, key, device, elements), in the legacy format with what it is a
  // part of, or None
  const auto& id = value.elements.front()->elements;
  if (id.size() < 5 || id[0]->text != "storage" || id[1]->kind != Kind::kGlobal ||
      id[2]->kind != Kind::kText || id[4]->kind != Kind::kInteger || id[4]->integer < 0)
    fail("the reference to it is damaged");
  if (id.size() > 5 && id[5]->kind != Kind::kNone)
    fail("it is a part of another storage; save clones of such tensors");
  const auto dtype = dtype_of_storage(id[1]->name);
  if (!dtype) fail(fmt::format("its type {} is unknown", printable(id[1]->name)));
  return {*dtype, id[2]->text, static_cast<uint64_t>(id[4]->integer)};
}

CheckpointContainer open_zip_checkpoint(Bytes file, const fs::path& path) {
  const auto records = zip_records(file, path);
  const auto folder = folder_of(records, path);
  require_state_dict_archive(records, folder, path);
  CheckpointContainer container;
  container.pickle = std::make_unique<Pickle>(records.at(folder + std::string(kPickleName)), path);
  const auto data = folder + "data/";
  for (const auto& [name, bytes] : records) {
    if (name.starts_with(data)) container.storages.emplace(name.substr(data.size()), bytes);
  }
  return container;
}

CheckpointContainer open_legacy_checkpoint(Bytes file, const fs::path& path) {
  return LegacyReader(file, path).read();
}

}  // namespace panet
