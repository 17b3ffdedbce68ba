#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "panet/base/public.h"
#include "panet/weights/stored_tensor.h"

namespace PANET_PUBLIC panet {

// Named tensors and the text that came with them: the content of a weight file of any format.
struct TensorFile {
  TensorMap tensors;
  std::map<std::string, std::string> metadata;
};

// Reads a safetensors file: 8 bytes length N, N bytes JSON header, tensor data. Tensors view the
// file's bytes (copied only where their bytes are not aligned to their type) and keep it alive.
// Of the dtypes of the format: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.
//
// The file is untrusted. Each of these is a panet::Error that names the file, the tensor and the
// numbers: a file shorter than its header, a header over 100 MB or that is no JSON object, JSON
// deeper than the format's two levels, a duplicate key, an unknown dtype, a negative or overflowing
// shape, offsets that are reversed, past the end, overlapping, that leave holes or do not match
// shape x dtype, bytes behind the last tensor, metadata that is not text.
TensorFile read_safetensors(const std::filesystem::path& path);

// Writes the same format, atomically (see base/atomic_file.h). Tensors in the order of their
// alignment, then name; header padded to 8 bytes. The same content gives the same bytes.
void write_safetensors(const std::filesystem::path& path, const TensorFile& content);

}  // namespace panet
