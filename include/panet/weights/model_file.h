#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "panet/base/public.h"
#include "panet/model/direction_statistics.h"
#include "panet/model/encoder_graph.h"
#include "panet/weights/safetensors.h"
#include "panet/weights/stored_tensor.h"

namespace PANET_PUBLIC panet {

// An encoder: what it computes, and with which weights. Never changed; any number of threads may
// share one.
struct Model {
  EncoderGraph graph;
  TensorMap weights;                            // by the names of the graph's steps, float32
  std::string fingerprint;                      // see weights_fingerprint
  std::map<std::string, std::string> metadata;  // as the file had it; empty for .pth
  std::string whose_names = {};                 // the file had them by: "timm"; empty without file
  // Of its features over photographs of whatever there is; null where the file has none.
  std::shared_ptr<const DirectionStatistics> world = nullptr;
};

// A model of weights that are at hand: panet::Error where one is missing, of another shape, not
// float32, or too many.
Model model_of(EncoderGraph graph, TensorMap weights,
               std::map<std::string, std::string> metadata = {});

// Weights drawn after Kaiming He, biases zero, factors of norms one: the same seed gives the same.
TensorMap drawn_weights(const EncoderGraph& graph, uint64_t seed);

// A weight file, safetensors or a PyTorch checkpoint: told apart by its first bytes, not its name.
TensorFile read_weight_file(const std::filesystem::path& path);

// Builds the encoder that a file's tensors belong to and loads them. The architecture is read off
// the names and shapes (VGG-16, ResNet-50/101/152 by the number of blocks, DINOv2 and DINOv3 of any
// size), the placement of a
// ResNet's stride off the metadata ("stride": a text with "1x1" or "3x3"), else `stride_placement`,
// else torchvision's. See weights/encoder_tensors.h for the names.
Model load_model(const std::filesystem::path& path,
                 std::optional<StridePlacement> stride_placement = {});

// Writes a model under our own names with metadata that load_model understands, in F32, F16 or
// BF16, atomically. `metadata` is added to it; so is `world`, where there is one, as the tensors
// "world.mean", "world.axes" and "world.variances", which are no part of the fingerprint.
void save_model(const std::filesystem::path& path, const EncoderOptions& options,
                const TensorMap& weights, DType dtype,
                const std::map<std::string, std::string>& metadata = {},
                const DirectionStatistics* world = nullptr);

// What save_model says of an encoder and load_model reads back: format, architecture, and the
// placement of a ResNet's stride.
std::map<std::string, std::string> model_metadata(const EncoderOptions& options);

// 32 hexadecimal digits (XXH3, 128 bits) over architecture, stride placement, names, shapes and
// float32 values: equal for the same weights in any file format, different as soon as one weight or
// how it is used differs.
std::string weights_fingerprint(const EncoderOptions& options, const TensorMap& weights);

}  // namespace panet
