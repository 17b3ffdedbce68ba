#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "panet/image/network_input.h"
#include "panet/weights/model_file.h"

namespace panet {

// How far from zero the numbers go that an encoder computes on its way: by step of its graph, a
// bound above which hardly any value lies. Integers of 8 bits span it (Jacob et al. 2018,
// "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference").
using ActivationRanges = std::map<std::string, float>;

// The name of the range of what the encoder is given.
inline constexpr const char* kImages = "images";

// Looks at what the encoder computes for each image, in float32, until nullopt comes. A range is
// the greatest over the images of what 99.99 % of an image's values are within. panet::Error where
// no image comes.
ActivationRanges measure_activation_ranges(
    const Model& model, const std::function<std::optional<NetworkInput>()>& next_image);

// As a model's metadata keeps them, under kActivationRanges: a JSON object.
inline constexpr const char* kActivationRanges = "activation_ranges";
std::string to_json(const ActivationRanges& ranges);

// panet::Error for other text than to_json writes, and where a step of the graph has no range or
// one that is not above zero.
ActivationRanges ranges_from_json(const std::string& text, const EncoderGraph& graph);

}  // namespace panet
