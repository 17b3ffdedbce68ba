#pragma once

#include <algorithm>
#include <cstdint>
#include <dnnl.hpp>
#include <unordered_map>
#include <vector>

namespace panet {

// What oneDNN 2 and 3 say in different words. Nothing else asks for the version.

using DnnlArguments = std::unordered_map<int, dnnl::memory>;

// Of the four values of a convolution, or of a linear layer.
struct ConvolutionLayouts {
  dnnl::memory::desc source, weights, bias, result;
};

// By direction, rows and columns.
struct ConvolutionSpacing {
  dnnl::memory::dims stride, dilation, padding;
};

struct PoolWindow {
  dnnl::memory::dims size, stride, padding;
};

#if DNNL_VERSION_MAJOR >= 3

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) {
  return desc.get_dims();
}

inline dnnl::memory::data_type type_of(const dnnl::memory::desc& desc) {
  return desc.get_data_type();
}

// Empty where oneDNN does not have the algorithm.
inline dnnl::convolution_forward::primitive_desc planned_convolution(
    const dnnl::engine& engine, dnnl::algorithm algorithm, const ConvolutionLayouts& layouts,
    const ConvolutionSpacing& spacing, const dnnl::primitive_attr& attributes) {
  const auto& [source, weights, bias, result] = layouts;
  dnnl::memory::dims gaps = spacing.dilation;
  for (auto& gap : gaps) --gap;
  return {engine,
          dnnl::prop_kind::forward_inference,
          algorithm,
          source,
          weights,
          bias,
          result,
          spacing.stride,
          gaps,
          spacing.padding,
          spacing.padding,
          attributes,
          /*allow_empty=*/true};
}

inline dnnl::pooling_forward::primitive_desc planned_max_pool(
    const dnnl::engine& engine, const dnnl::memory::desc& source, const dnnl::memory::desc& result,
    const PoolWindow& window, const dnnl::primitive_attr& attributes) {
  const dnnl::memory::dims no_gaps(window.size.size(), 0);
  return {engine,
          dnnl::prop_kind::forward_inference,
          dnnl::algorithm::pooling_max,
          source,
          result,
          window.stride,
          window.size,
          no_gaps,
          window.padding,
          window.padding,
          attributes};
}

inline dnnl::matmul::primitive_desc planned_product(const dnnl::engine& engine,
                                                    const dnnl::memory::desc& a,
                                                    const dnnl::memory::desc& b,
                                                    const dnnl::memory::desc& result,
                                                    const dnnl::primitive_attr& attributes = {}) {
  return {engine, a, b, result, attributes};
}

// A product of matrices plus a number of each column.
inline dnnl::matmul::primitive_desc planned_linear(const dnnl::engine& engine,
                                                   const ConvolutionLayouts& layouts,
                                                   const dnnl::primitive_attr& attributes) {
  const auto& [source, weights, bias, result] = layouts;
  return {engine, source, weights, bias, result, attributes};
}

inline void append_activation(dnnl::post_ops& post_ops, dnnl::algorithm activation) {
  post_ops.append_eltwise(activation, 0, 0);
}

// Whether the factors of a convolution multiply its bias, too.
inline constexpr bool kFactorsHoldForBias = false;

inline DnnlArguments set_factors_of(int argument, dnnl::primitive_attr& attributes, int mask,
                                    const std::vector<float>& factors, const dnnl::engine& engine) {
  attributes.set_scales_mask(argument, mask);
  const dnnl::memory given({{static_cast<int64_t>(factors.size())},
                            dnnl::memory::data_type::f32,
                            dnnl::memory::format_tag::a},
                           engine);
  std::copy(factors.begin(), factors.end(), static_cast<float*>(given.get_data_handle()));
  return {{DNNL_ARG_ATTR_SCALES | argument, given}};
}

// What a convolution accumulates is multiplied by a factor of each output channel. Returns what it
// must be given besides when it runs.
inline DnnlArguments set_channel_factors(dnnl::primitive_attr& attributes,
                                         const std::vector<float>& factors,
                                         const dnnl::engine& engine) {
  return set_factors_of(DNNL_ARG_WEIGHTS, attributes, 1 << 0, factors, engine);
}

// What is reordered is multiplied by one factor, mask 0, or one of each index of the dimensions
// whose bits the mask has. Returns what it must be given besides when it runs.
inline DnnlArguments set_reorder_factors(dnnl::primitive_attr& attributes, int mask,
                                         const std::vector<float>& factors,
                                         const dnnl::engine& engine) {
  return set_factors_of(DNNL_ARG_SRC, attributes, mask, factors, engine);
}

#else

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) {
  return desc.dims();
}

inline dnnl::memory::data_type type_of(const dnnl::memory::desc& desc) {
  return desc.data_type();
}

inline dnnl::convolution_forward::primitive_desc planned_convolution(
    const dnnl::engine& engine, dnnl::algorithm algorithm, const ConvolutionLayouts& layouts,
    const ConvolutionSpacing& spacing, const dnnl::primitive_attr& attributes) {
  const auto& [source, weights, bias, result] = layouts;
  dnnl::memory::dims gaps = spacing.dilation;
  for (auto& gap : gaps) --gap;
  const dnnl::convolution_forward::desc description(dnnl::prop_kind::forward_inference, algorithm,
                                                    source, weights, bias, result, spacing.stride,
                                                    gaps, spacing.padding, spacing.padding);
  return {description, attributes, engine, /*allow_empty=*/true};
}

inline dnnl::pooling_forward::primitive_desc planned_max_pool(
    const dnnl::engine& engine, const dnnl::memory::desc& source, const dnnl::memory::desc& result,
    const PoolWindow& window, const dnnl::primitive_attr& attributes) {
  const dnnl::pooling_forward::desc description(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::pooling_max, source, result,
      window.stride, window.size, window.padding, window.padding);
  return {description, attributes, engine};
}

inline dnnl::matmul::primitive_desc planned_product(const dnnl::engine& engine,
                                                    const dnnl::memory::desc& a,
                                                    const dnnl::memory::desc& b,
                                                    const dnnl::memory::desc& result,
                                                    const dnnl::primitive_attr& attributes = {}) {
  return {dnnl::matmul::desc(a, b, result), attributes, engine};
}

inline dnnl::matmul::primitive_desc planned_linear(const dnnl::engine& engine,
                                                   const ConvolutionLayouts& layouts,
                                                   const dnnl::primitive_attr& attributes) {
  const auto& [source, weights, bias, result] = layouts;
  return {dnnl::matmul::desc(source, weights, bias, result), attributes, engine};
}

inline void append_activation(dnnl::post_ops& post_ops, dnnl::algorithm activation) {
  post_ops.append_eltwise(1, activation, 0, 0);
}

inline constexpr bool kFactorsHoldForBias = true;

inline DnnlArguments set_channel_factors(dnnl::primitive_attr& attributes,
                                         const std::vector<float>& factors,
                                         const dnnl::engine& /*engine*/) {
  attributes.set_output_scales(1 << 1, factors);
  return {};
}

inline DnnlArguments set_reorder_factors(dnnl::primitive_attr& attributes, int mask,
                                         const std::vector<float>& factors,
                                         const dnnl::engine& /*engine*/) {
  attributes.set_output_scales(mask, factors);
  return {};
}

#endif

}  // namespace panet
