#include "legacy_checkpoint.h"

#include <cstdint>
#include <sstream>
#include <string_view>

namespace panet::test {
namespace {

std::string bytes_of(int64_t number, std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

std::string integer(int64_t number) {
  return "J" + bytes_of(number, 4);
}

std::string tuple(const std::vector<int64_t>& numbers) {
  std::string pickle = "(";
  for (const auto number : numbers) pickle += integer(number);
  return pickle + "t";
}

std::vector<int64_t> row_major_strides(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (auto d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  return strides;
}

// _rebuild_tensor(('storage', torch.FloatStorage, key, 'cpu', count, None), 0, shape, strides)
std::string pickled_tensor(const StoredTensor& tensor, const std::string& key) {
  return "ctorch._utils\n_rebuild_tensor\n((" + pickled_text("storage") + "ctorch\nFloatStorage\n" +
         pickled_text(key) + pickled_text("cpu") + integer(tensor.count()) + "NtQ" + integer(0) +
         tuple(tensor.shape()) + tuple(row_major_strides(tensor.shape())) + "tR";
}

}  // namespace

std::string legacy_file(const std::string& pickle, const std::string& keys,
                        const std::string& storages) {
  constexpr std::string_view kProtocol = "\x80\x02";
  std::ostringstream file;
  file << kProtocol << "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."  // the magic number
       << kProtocol << "M\xe9\x03."                                         // version 1001
       << kProtocol << "}." << kProtocol << pickle << kProtocol << keys << storages;
  return file.str();
}

std::string pickled_text(const std::string& characters) {
  return std::string("X") + static_cast<char>(characters.size()) + std::string(3, '\0') +
         characters;
}

std::string pickled_dict(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string pickle = "}(";
  for (const auto& [key, value] : items) pickle += key + value;
  return pickle + "u";
}

std::string legacy_checkpoint(const TensorMap& tensors) {
  std::vector<std::pair<std::string, std::string>> items;
  std::string keys = "](", storages;
  for (const auto& [name, tensor] : tensors) {
    const auto key = std::to_string(items.size());
    items.emplace_back(pickled_text(name), pickled_tensor(tensor, key));
    keys += pickled_text(key);
    storages += bytes_of(tensor.count(), 8);
    storages.append(reinterpret_cast<const char*>(tensor.bytes().data()), tensor.bytes().size());
  }
  return legacy_file(pickled_dict(items) + ".", keys + "e.", storages);
}

}  // namespace panet::test
