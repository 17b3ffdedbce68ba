#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/convolution_planner.h"
#include "engine/onednn_program.h"
#include "engine/shared_buffers.h"

namespace panet {

// One of a program's values. Those of one storage lie in the same memory, one after the other.
struct Value : ScaledLayout {
  std::size_t storage;
};

// What a program does at one time: `start` makes it ready for the memory of each value.
struct Operation {
  std::vector<std::size_t> reads;
  std::size_t writes;
  std::size_t scratch_bytes = 0;
  using Run = std::function<void(dnnl::stream&)>;
  std::function<Run(const std::vector<dnnl::memory>& values, const dnnl::memory& scratch)> start;
};

// Makes a program of a graph: steps become operations on values, then values get their places.
class ProgramCompiler {
 public:
  ProgramCompiler(const ProgramSource& source, const dnnl::engine& engine, MeasuredChoices& choices,
                  PackedWeights& weights)
      : source_(source),
        engine_(engine),
        planner_(source, engine, choices, weights),
        weights_(weights) {}

  void compile(PictureSize size);
  void allocate(OneDnnProgram& program, SharedBuffers& buffers) const;

 private:
  std::size_t add_value(const dnnl::memory::desc& desc, float scale,
                        std::optional<std::size_t> same_memory_as = {});
  // `values`: those that the primitive reads, then the one that it writes, by name of argument.
  void add_primitive(const dnnl::primitive& primitive, const dnnl::memory::desc& scratchpad,
                     const std::vector<std::pair<int, std::size_t>>& values,
                     const DnnlArguments& constants = {});
  void add_winograd(std::shared_ptr<const WinogradConvolution> convolution,
                    std::vector<PackedWeight> weights, std::size_t input, std::size_t result);
  void add_copy(void (*copy)(const dnnl::memory& from, const dnnl::memory& to), std::size_t from,
                std::size_t to);
  std::size_t reordered(std::size_t value, const dnnl::memory::desc& desc, float scale);
  std::size_t channels_last(std::size_t value);
  std::size_t pooled(const MaxPool& pool, std::size_t input);
  std::size_t interleaved_value(std::size_t input);
  std::size_t deinterleaved_value(std::size_t input, const dnnl::memory::dims& dims);
  void clear_margins_of(std::size_t value, const dnnl::memory::dims& whole);

  std::size_t convolved(const EncoderStep& step, std::size_t input,
                        std::optional<std::size_t> addend, int64_t dilation);
  // Of vision transformers (engine/token_steps.cpp): values are tokens x numbers.
  std::size_t rows_of_patches(int64_t patch, std::size_t images);
  std::size_t result_of(const PatchEmbedding& patches, const EncoderStep& step, std::size_t images);
  std::size_t result_of(const LayerNorm& norm, const EncoderStep& step, std::size_t tokens);
  std::size_t result_of(const Linear& linear, const EncoderStep& step, std::size_t tokens,
                        std::optional<std::size_t> addend);
  template <typename Product>
  void add_linear(const Product& product, const EncoderStep& step, std::size_t tokens,
                  std::size_t result);
  std::size_t result_of(const GatedUnit& unit, std::size_t tokens);
  std::size_t result_of(const Attention& attention, std::size_t tokens);
  std::size_t token_value(const EncoderStep& step, std::size_t input,
                          std::optional<std::size_t> addend);
  void add_operation(Operation operation) { operations_.push_back(std::move(operation)); }
  int64_t tokens_of(std::size_t value) const;
  std::span<const float> numbers(const EncoderStep& step, const char* kind) const;

  void add_steps(std::vector<std::size_t>& value_of);
  void show(const EncoderStep& step, std::size_t value);

  const ProgramSource& source_;
  dnnl::engine engine_;
  ConvolutionPlanner planner_;
  PackedWeights& weights_;
  PictureSize patches_;  // of a vision transformer's image
  std::vector<Value> values_;
  std::vector<Operation> operations_;
  std::size_t storages_ = 0;
};

}  // namespace panet
