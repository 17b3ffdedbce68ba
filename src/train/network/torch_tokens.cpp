#include "train/network/torch_tokens.h"

#include <cmath>

#include "model/position_interpolation.h"
#include "model/rotary_positions.h"
#include "train/network/torch_view.h"

namespace panet {
namespace {

using Parameters = TorchEncoder::Parameters;

torch::Tensor on_device_of(const torch::Tensor& input, const Map<float>& numbers) {
  return tensor_view(numbers).to(input.device(), input.scalar_type(), /*non_blocking=*/false,
                                 /*copy=*/true);
}

// learnt: grid^2 x width → patches x width. Sums in float32.
torch::Tensor positions_of(const PatchEmbedding& embedding, const torch::Tensor& learnt,
                           PictureSize patches) {
  const int64_t grid = embedding.grid;
  const auto [height, width] = patches;
  if (height == grid && width == grid) return learnt;
  const auto square = learnt.to(torch::kFloat32).unflatten(0, {grid, grid});
  const auto shares = [&](int64_t to) {
    return on_device_of(square, position_shares(grid, to, embedding.interpolation));
  };
  const auto rows = torch::tensordot(shares(height), square, {1}, {0});
  return torch::tensordot(shares(width), rows, {1}, {1}).transpose(0, 1).flatten(0, 1);
}

struct TokenValue {
  const Parameters& parameters;
  const torch::Tensor& input;
  PictureSize patches;

  torch::Tensor parameter(std::size_t i) const { return parameters[i].to(input.scalar_type()); }

  torch::Tensor operator()(const PatchEmbedding& embedding) const {
    auto of_patches =
        torch::conv2d(input, parameter(0), parameter(1), embedding.patch).flatten(2).mT();
    if (embedding.grid > 0)
      of_patches =
          of_patches + positions_of(embedding, parameters[3], patches).to(input.scalar_type());
    return torch::cat({parameter(2).expand({input.size(0), -1, -1}), of_patches}, 1);
  }

  torch::Tensor operator()(const LayerNorm& norm) const {
    const auto tokens = norm.dropped > 0 ? input.slice(1, norm.dropped) : input;
    const auto normed =
        torch::layer_norm(tokens, {norm.width}, parameter(0), parameter(1), norm.epsilon);
    return norm.dropped > 0 ? normed.mT().unflatten(2, {patches.height, patches.width}) : normed;
  }

  torch::Tensor operator()(const Linear& linear) const {
    const auto made = torch::linear(input, parameter(0), parameter(1));
    return linear.gelu ? torch::gelu(made) : made;
  }

  torch::Tensor operator()(const GatedUnit&) const {
    const auto halves = input.chunk(2, -1);
    return torch::silu(halves[0]) * halves[1];
  }

  torch::Tensor operator()(const Attention& attention) const {
    const int64_t heads = attention.width / kHeadWidth;
    const auto parts = input.unflatten(2, {3, heads, kHeadWidth}).permute({2, 0, 3, 1, 4});
    const auto query = turned(attention, parts[0]), key = turned(attention, parts[1]);
    const auto scale = 1 / std::sqrt(static_cast<double>(kHeadWidth));
    const auto shares = torch::softmax(torch::matmul(query * scale, key.mT()), -1);
    return torch::matmul(shares, parts[2]).transpose(1, 2).flatten(2);
  }

  // heads: N x heads x tokens x 64.
  torch::Tensor turned(const Attention& attention, const torch::Tensor& heads) const {
    if (!attention.is_rotary) return heads;
    const auto angles = tensor_view(rotary_angles(patches)).repeat({1, 2});
    const auto as_heads = [&](const torch::Tensor& t) {
      return t.to(heads.device(), heads.scalar_type());
    };
    const auto of_patches = heads.slice(2, attention.prefix);
    const auto halves = of_patches.chunk(2, -1);
    const auto across = torch::cat({-halves[1], halves[0]}, -1);
    return torch::cat({heads.slice(2, 0, attention.prefix),
                       of_patches * as_heads(angles.cos()) + across * as_heads(angles.sin())},
                      2);
  }

  torch::Tensor operator()(const auto&) const { return input; }
};

}  // namespace

torch::Tensor token_value(const EncoderStep& step, const Parameters& parameters,
                          const torch::Tensor& input, PictureSize patches) {
  return std::visit(TokenValue{parameters, input, patches}, step.operation);
}

}  // namespace panet
