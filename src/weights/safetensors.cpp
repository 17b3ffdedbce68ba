#include "panet/weights/safetensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file_bytes.h"
#include "base/printable_name.h"
#include "base/quotient_up.h"
#include "panet/base/error.h"
#include "weights/safetensors_header.h"
#include "weights/tensor_in_file.h"
#include "weights/weight_sinks.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "safetensors holds little-endian numbers");

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kLongestHeader = 8'000'000;  // a hundred times what an encoder's has
constexpr uint64_t kHeaderAlignment = 8;

[[noreturn]] void fail(const fs::path& path, const std::string& tensor, const std::string& what) {
  throw Error(fmt::format("{}: tensor {}: {}", path.string(), printable(tensor), what));
}

// --- Reading
// ---------------------------------------------------------------------------------------------------------

std::string_view header_text(std::span<const std::byte> file, const fs::path& path) {
  if (file.size() < kLengthBytes) {
    throw Error(fmt::format(
        "{}: a safetensors file expects 8 bytes with the length of its header, found {} bytes",
        path.string(), file.size()));
  }
  uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > kLongestHeader)
    throw Error(fmt::format("{}: the header expects at most {} bytes, found {}", path.string(),
                            kLongestHeader, length));
  if (length > file.size() - kLengthBytes) {
    throw Error(fmt::format("{}: the file ends within its header: expects 8 + {} bytes, found {}",
                            path.string(), length, file.size()));
  }
  return {reinterpret_cast<const char*>(file.data()) + kLengthBytes,
          static_cast<std::size_t>(length)};
}

// Bytes of shape x dtype. Sizes of zero do not hide an overflow: programs multiply the others for
// strides.
uint64_t byte_count(const SafetensorsEntry& entry, const fs::path& path) {
  auto bytes = static_cast<int64_t>(bytes_of(entry.dtype));
  bool empty = false;
  for (const auto size : entry.shape) {
    empty = empty || size == 0;
    if (__builtin_mul_overflow(bytes, std::max<int64_t>(size, 1), &bytes))
      fail(path, entry.name,
           fmt::format("the shape [{}] overflows 64 bits", fmt::join(entry.shape, ", ")));
  }
  return empty ? 0 : static_cast<uint64_t>(bytes);
}

void require_own_bytes(const SafetensorsEntry& entry, uint64_t data_size, const fs::path& path) {
  const auto begin = entry.offsets[0], end = entry.offsets[1];
  if (begin > end)
    fail(path, entry.name, fmt::format("data_offsets are reversed: begin {}, end {}", begin, end));
  if (end > data_size) {
    fail(path, entry.name,
         fmt::format("data_offsets end at byte {}, past the end of the file: expects at most {}",
                     end, data_size));
  }
  const auto expected = byte_count(entry, path);
  if (end - begin != expected) {
    fail(
        path, entry.name,
        fmt::format(
            "shape [{}] of {} expects {} bytes, found data_offsets {} to {}, that is {} bytes",
            fmt::join(entry.shape, ", "), name_of(entry.dtype), expected, begin, end, end - begin));
  }
}

// The tensors cover the data from its first byte to its last, each byte once.
void require_gapless(std::vector<const SafetensorsEntry*> entries, uint64_t data_size,
                     const fs::path& path) {
  std::sort(entries.begin(), entries.end(),
            [](auto* a, auto* b) { return a->offsets < b->offsets; });
  uint64_t covered = 0;
  for (const auto* entry : entries) {
    const auto begin = entry->offsets[0];
    if (begin < covered)
      fail(path, entry->name,
           fmt::format("overlaps another: begins at byte {}, expects {}", begin, covered));
    if (begin > covered)
      fail(path, entry->name,
           fmt::format("leaves a hole before it: begins at byte {}, expects {}", begin, covered));
    covered = entry->offsets[1];
  }
  if (covered != data_size) {
    throw Error(
        fmt::format("{}: {} bytes behind the last tensor: expects {} bytes of data, found {}",
                    path.string(), data_size - covered, covered, data_size));
  }
}

void require_valid_layout(const SafetensorsHeader& header, uint64_t data_size,
                          const fs::path& path) {
  std::vector<const SafetensorsEntry*> entries;
  for (const auto& entry : header.entries) {
    require_own_bytes(entry, data_size, path);
    entries.push_back(&entry);
  }
  require_gapless(std::move(entries), data_size, path);
}

// A bool that is neither 0 nor 1 is undefined behaviour as soon as it is read.
void require_valid_bools(std::span<const std::byte> bytes, const std::string& name,
                         const fs::path& path) {
  const auto bad =
      std::find_if(bytes.begin(), bytes.end(), [](std::byte b) { return b > std::byte{1}; });
  if (bad != bytes.end())
    fail(path, name,
         fmt::format("BOOL expects bytes 0 and 1, found {}", std::to_integer<int>(*bad)));
}

// --- Writing
// ---------------------------------------------------------------------------------------------------------

using NamedTensor = std::pair<std::string, StoredTensor>;

// Wider types first, so that every tensor is aligned to its type; then by name, as the map has
// them.
std::vector<NamedTensor> in_file_order(const TensorFile& content, const fs::path& path) {
  std::vector<NamedTensor> tensors;
  for (const auto& [name, tensor] : content.tensors) {
    if (name == kMetadataKey) fail(path, name, "the format keeps this name for its metadata");
    tensors.emplace_back(name, tensor);
  }
  std::stable_sort(tensors.begin(), tensors.end(), [](const NamedTensor& a, const NamedTensor& b) {
    return bytes_of(a.second.dtype()) > bytes_of(b.second.dtype());
  });
  return tensors;
}

std::string header_of(const std::vector<NamedTensor>& tensors,
                      const std::map<std::string, std::string>& metadata, const fs::path& path) {
  auto header = nlohmann::json::object();
  if (!metadata.empty()) header[kMetadataKey] = metadata;
  std::size_t begin = 0;
  for (const auto& [name, tensor] : tensors) {
    const auto end = begin + tensor.bytes().size();
    header[name] = {{"dtype", name_of(tensor.dtype())},
                    {"shape", tensor.shape()},
                    {"data_offsets", {begin, end}}};
    begin = end;
  }
  try {
    auto text = header.dump();
    text.resize(multiple_up(text.size(), kHeaderAlignment), ' ');
    if (text.size() <= kLongestHeader) return text;
  } catch (const nlohmann::json::type_error&) {
    throw Error(
        fmt::format("{}: a tensor's name or a metadata text is no valid UTF-8", path.string()));
  }
  throw Error(fmt::format("{}: names and metadata expect at most {} bytes together", path.string(),
                          kLongestHeader));
}

}  // namespace

TensorFile read_safetensors(const fs::path& path) {
  const auto file = std::make_shared<const FileBytes>(file_bytes(path));
  const auto text = header_text(*file, path);
  auto header = parse_safetensors_header(text, path);
  const std::span<const std::byte> data = std::span(*file).subspan(kLengthBytes + text.size());
  require_valid_layout(header, data.size(), path);

  TensorFile content{.tensors = {}, .metadata = std::move(header.metadata)};
  for (const auto& entry : header.entries) {
    const auto bytes = data.subspan(entry.offsets[0], entry.offsets[1] - entry.offsets[0]);
    if (entry.dtype == DType::kBool) require_valid_bools(bytes, entry.name, path);
    content.tensors.emplace(entry.name, tensor_in_file(file, bytes, entry.dtype, entry.shape));
  }
  return content;
}

void write_safetensors(const ChunkSink& sink, const TensorFile& content, const fs::path& path) {
  const auto tensors = in_file_order(content, path);
  const auto header = header_of(tensors, content.metadata, path);
  const uint64_t length = header.size();
  sink(std::as_bytes(std::span(&length, 1)));
  sink(std::as_bytes(std::span(header)));
  for (const auto& [name, tensor] : tensors) sink(tensor.bytes());
}

void write_safetensors(const fs::path& path, const TensorFile& content) {
  write_atomically(path, [&](const ChunkSink& sink) { write_safetensors(sink, content, path); });
}

}  // namespace panet
