#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "panet/engine/inference_engine.h"

namespace panet::test {

// Graphs of a few steps that together have all that encoders are made of, by name. Their output
// stride is 2.
std::vector<std::pair<std::string, EncoderGraph>> small_graphs();

// The first of them: two convolutions with a pool between.
EncoderGraph chain_graph();

// A model of drawn weights, biases included, that knows the ranges of what it computes for `image`.
std::shared_ptr<const Model> drawn_model(EncoderGraph graph, const NetworkInput& image);

// Normally distributed numbers; the same seed gives the same.
NetworkInput drawn_image(PictureSize size, uint32_t seed = 1);

// The same numbers to the bit, in the same form.
bool are_same(const Features& a, const Features& b);

}  // namespace panet::test
