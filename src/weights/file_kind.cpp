#include "weights/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace panet {
namespace {

using namespace std::string_view_literals;

// torch.save before PyTorch 1.6 begins with this pickle: protocol 2, the integer
// 0x1950a86a20f9469cfc6c.
constexpr auto kLegacyMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv;

constexpr std::size_t kTarMagicAt = 257;
constexpr auto kTensorFlowIndexEnd = "\x57\xfb\x80\x8b\x24\x75\x47\xdb"sv;

struct Other {
  std::size_t position;
  std::string_view magic;
  std::string_view description;
};

constexpr std::array<Other, 13> kOthers = {{
    {0, "version https://git-lfs"sv,
     "a git-lfs pointer, not the file it stands for: run `git lfs pull`"},
    {0, "\x89HDF\r\n\x1a\n"sv,
     "an HDF5 file (Keras' .h5): convert the weights to safetensors first"},
    {0, "\x08\x01\x12"sv, "a TensorFlow SavedModel: convert the weights to safetensors first"},
    {4, "TFL3"sv, "a TensorFlow Lite model: it holds no weights that can be loaded here"},
    {0, "\x93NUMPY"sv, "a NumPy array: a weight file holds many tensors, by name"},
    {0, "GGUF"sv, "a GGUF file: it holds a language model"},
    {0, "\x1f\x8b"sv, "a gzip file: unpack it first"},
    {0, "\x89PNG"sv, "a PNG picture"},
    {0, "\xff\xd8\xff"sv, "a JPEG picture"},
    {kTarMagicAt, "ustar"sv,
     "a tar archive: unpack it first; PyTorch before 0.1.10 wrote checkpoints as tar, save those "
     "again"},
    {0, "\x80\x02"sv,
     "a Python pickle that PyTorch did not write: save the state dict with torch.save"},
    {0, "\x80\x03"sv,
     "a Python pickle that PyTorch did not write: save the state dict with torch.save"},
    {0, "\x80\x04"sv,
     "a Python pickle that PyTorch did not write: save the state dict with torch.save"},
}};

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool holds(std::string_view text, std::size_t position, std::string_view magic) {
  return text.size() >= position + magic.size() && text.substr(position, magic.size()) == magic;
}

// Lower case, without leading white space or byte order mark.
std::string start_of_text(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  std::string start(text.substr(0, 32));
  std::transform(start.begin(), start.end(), start.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return start;
}

}  // namespace

FileKind file_kind(std::span<const std::byte> bytes) {
  const auto text = text_of(bytes);
  if (text.starts_with("PK\x03\x04"sv)) return FileKind::kPytorchZip;
  if (text.starts_with(kLegacyMagic)) return FileKind::kPytorchLegacy;
  if (holds(text, 8, "{")) return FileKind::kSafetensors;  // behind the length of its header
  return FileKind::kOther;
}

std::string description_of_other(std::span<const std::byte> bytes) {
  const auto text = text_of(bytes);
  for (const auto& other : kOthers) {
    if (holds(text, other.position, other.magic)) return std::string(other.description);
  }
  if (text.ends_with(kTensorFlowIndexEnd))
    return "the index of a TensorFlow checkpoint: convert the weights to safetensors first";
  const auto start = start_of_text(text);
  if (start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml"))
    return "a web page: save the file that its download link leads to";
  if (start.starts_with("{"))
    return "a JSON text: it may be the index or the configuration beside the weights";
  return fmt::format("{} bytes of no known format", bytes.size());
}

}  // namespace panet
