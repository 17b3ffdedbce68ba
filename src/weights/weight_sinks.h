#pragma once

#include <filesystem>

#include "base/atomic_file.h"
#include "panet/weights/prototype_file.h"
#include "panet/weights/safetensors.h"

namespace panet {

// The bytes of the files that write_safetensors() and save_prototypes() write, for those who send
// them elsewhere. Errors name `path`.
void write_safetensors(const ChunkSink& sink, const TensorFile& content,
                       const std::filesystem::path& path);
void write_prototypes(const ChunkSink& sink, const Prototypes& prototypes,
                      const std::filesystem::path& path);

}  // namespace panet
