#include "engine/winograd_convolution.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/parallel.h"
#include "base/quotient_up.h"
#include "engine/cache_lines.h"
#include "engine/dnnl_versions.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

// Measured on a core with 1 MB of second-level cache: more tiles leave it, with fewer the weights
// are read too often.
constexpr int64_t kMostTiles = 96;
constexpr int64_t kMostPartChannels = 128;
// A multiple of so many strips is the same work for each of up to so many threads.
constexpr int64_t kStripsTogether = 8;

memory::desc channels_last(const memory::dims& dims) {
  return {dims, Type::bf16, Tag::nhwc};
}

}  // namespace

WinogradConvolution::WinogradConvolution(const dnnl::engine& engine, const Task& task)
    : engine_(engine),
      task_(task),
      in_channels_(multiple_up(task.input[1], kWinogradChannels)),
      parts_(quotient_up(task.out_channels, kMostPartChannels)),
      threads_(thread_count()),
      zeros_(static_cast<std::size_t>(in_channels_)) {
  part_channels_ = multiple_up(quotient_up(task.out_channels, parts_), kWinogradChannels);
  lay_tiles();
  plan_product();
}

memory::desc WinogradConvolution::source() const {
  return channels_last(task_.input);
}

memory::desc WinogradConvolution::result() const {
  auto dims = task_.input;
  dims[1] = task_.out_channels;
  return channels_last(dims);
}

// An even number of tiles in a strip would let the factors of a tile, and its sums, share the few
// places that a cache has for addresses a power of two apart: twice the time around the products.
void WinogradConvolution::lay_tiles() {
  const int64_t height = task_.input[2], width = task_.input[3], dilation = task_.dilation;
  for (int64_t picture = 0; picture < task_.input[0]; ++picture)
    for (int64_t phase = 0; phase < dilation * dilation; ++phase)
      for (int64_t y = phase / dilation; y < height; y += 2 * dilation)
        for (int64_t x = phase % dilation; x < width; x += 2 * dilation)
          tiles_.push_back({picture, y, x});
  const auto count = static_cast<int64_t>(tiles_.size());
  strip_tiles_ =
      quotient_up(count, multiple_up(quotient_up(count, kMostTiles), kStripsTogether)) | 1;
  strips_ = quotient_up(count, strip_tiles_);
}

void WinogradConvolution::plan_product() {
  const auto matrices = [](int64_t rows, int64_t columns, Type type, Tag tag) {
    return memory::desc({kWinogradProducts, rows, columns}, type, tag);
  };
  run_alone([&] {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    product_ =
        planned_product(engine_, matrices(strip_tiles_, in_channels_, Type::bf16, Tag::abc),
                        matrices(in_channels_, part_channels_, Type::bf16, Tag::any),
                        matrices(strip_tiles_, part_channels_, Type::f32, Tag::abc), attributes);
  });
}

PackedWeight WinogradConvolution::pack(int64_t part, std::span<const float> weight,
                                       std::span<const float> bias) const {
  const memory plain({{kWinogradProducts, in_channels_, part_channels_}, Type::f32, Tag::abc},
                     engine_);
  auto* const factors = static_cast<float*>(plain.get_data_handle());
  std::fill_n(factors, kWinogradProducts * in_channels_ * part_channels_, 0.0f);
  const PackedWeight packed = {.weight = memory(part_weight(), engine_),
                               .bias = memory({{part_channels_}, Type::f32, Tag::a}, engine_)};
  auto* const packed_bias = static_cast<float*>(packed.bias.get_data_handle());
  std::fill_n(packed_bias, part_channels_, 0.0f);

  const int64_t first = part * part_channels_, given_channels = task_.input[1];
  const int64_t last = std::min(first + part_channels_, task_.out_channels);
  std::copy(bias.begin() + first, bias.begin() + last, packed_bias);
  parallel_for(0, given_channels, 1, [&](int64_t begin, int64_t end) {
    for (int64_t in = begin; in < end; ++in)
      winograd_weights(weight.data() + (first * given_channels + in) * 9, given_channels * 9,
                       last - first, factors + in * part_channels_, in_channels_ * part_channels_);
  });
  dnnl::stream stream(engine_);
  dnnl::reorder(plain, packed.weight)
      .execute(stream, {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, packed.weight}});
  stream.wait();
  return packed;
}

// One thread's part of a run, with scratch memory of its own.
class WinogradConvolution::Worker {
 public:
  static std::size_t scratch_bytes(const WinogradConvolution& of) {
    return whole_lines(of.product_.src_desc().get_size()) +
           whole_lines(of.product_.dst_desc().get_size()) +
           whole_lines(of.product_.scratchpad_desc().get_size());
  }

  Worker(const WinogradConvolution& of, const memory& input, const memory& output, char* scratch)
      : of_(of),
        input_(static_cast<const BFloat16*>(input.get_data_handle())),
        output_(static_cast<BFloat16*>(output.get_data_handle())),
        product_(of.product_),
        stream_(of.engine_) {
    for (const auto& [argument, desc] : {std::pair{DNNL_ARG_SRC, of.product_.src_desc()},
                                         {DNNL_ARG_DST, of.product_.dst_desc()},
                                         {DNNL_ARG_SCRATCHPAD, of.product_.scratchpad_desc()}}) {
      arguments_[argument] = memory(desc, of.engine_, scratch);
      scratch += whole_lines(desc.get_size());
    }
  }

  void compute(int64_t strip, const std::vector<PackedWeight>& weights) {
    const int64_t first = strip * of_.strip_tiles_;
    for (int64_t t = 0; t < of_.strip_tiles_; ++t) transform(first + t, t);
    for (int64_t part = 0; part < of_.parts_; ++part) {
      const auto& packed = weights[static_cast<std::size_t>(part)];
      arguments_[DNNL_ARG_WEIGHTS] = packed.weight;
      product_.execute(stream_, arguments_);
      stream_.wait();
      const auto last = std::min(of_.strip_tiles_, static_cast<int64_t>(of_.tiles_.size()) - first);
      for (int64_t t = 0; t < last; ++t)
        finish(first + t, t, part, static_cast<const float*>(packed.bias.get_data_handle()));
    }
  }

 private:
  // Where a pixel lies, in pixels; nothing outside of the picture.
  std::optional<int64_t> place(const Tile& tile, int64_t row, int64_t column) const {
    const int64_t height = of_.task_.input[2], width = of_.task_.input[3];
    const int64_t y = tile.y + row * of_.task_.dilation, x = tile.x + column * of_.task_.dilation;
    if (y < 0 || y >= height || x < 0 || x >= width) return std::nullopt;
    return (tile.picture * height + y) * width + x;
  }

  // Where the tiles end in the middle of a strip, zeros follow.
  void transform(int64_t number, int64_t row) {
    const int64_t channels = of_.task_.input[1];
    std::array<const BFloat16*, 16> pixels;
    pixels.fill(of_.zeros_.data());
    if (number < static_cast<int64_t>(of_.tiles_.size()))
      for (std::size_t i = 0; i < 16; ++i)
        if (const auto pixel =
                place(of_.tiles_[static_cast<std::size_t>(number)], static_cast<int64_t>(i / 4) - 1,
                      static_cast<int64_t>(i % 4) - 1))
          pixels[i] = input_ + *pixel * channels;
    auto* const factors = static_cast<BFloat16*>(arguments_[DNNL_ARG_SRC].get_data_handle());
    winograd_input(pixels, channels, factors + row * of_.in_channels_,
                   of_.strip_tiles_ * of_.in_channels_);
  }

  void finish(int64_t number, int64_t row, int64_t part, const float* bias) {
    const int64_t channels = of_.task_.out_channels, first = part * of_.part_channels_;
    std::array<BFloat16*, 4> pixels = {};
    for (std::size_t i = 0; i < 4; ++i)
      if (const auto pixel = place(of_.tiles_[static_cast<std::size_t>(number)],
                                   static_cast<int64_t>(i / 2), static_cast<int64_t>(i % 2)))
        pixels[i] = output_ + *pixel * channels + first;
    const auto* const sums = static_cast<const float*>(arguments_[DNNL_ARG_DST].get_data_handle());
    winograd_output(sums + row * of_.part_channels_, of_.strip_tiles_ * of_.part_channels_,
                    {.bias = bias,
                     .channels = std::min(of_.part_channels_, channels - first),
                     .adds = of_.task_.adds,
                     .relu = of_.task_.relu},
                    pixels);
  }

  const WinogradConvolution& of_;
  const BFloat16* input_;
  BFloat16* output_;
  dnnl::matmul product_;
  dnnl::stream stream_;
  DnnlArguments arguments_;
};

std::size_t WinogradConvolution::scratch_bytes() const {
  return kCacheLine + static_cast<std::size_t>(threads_) * Worker::scratch_bytes(*this);
}

void WinogradConvolution::run(const memory& input, const std::vector<PackedWeight>& weights,
                              const memory& output, void* scratch) const {
  char* const first = first_line(scratch);
  parallel_for(0, threads_, 1, [&](int64_t begin, int64_t end) {
    for (int64_t thread = begin; thread < end; ++thread) {
      Worker worker(*this, input, output,
                    first + static_cast<std::size_t>(thread) * Worker::scratch_bytes(*this));
      for (int64_t strip = strips_ * thread / threads_; strip < strips_ * (thread + 1) / threads_;
           ++strip)
        worker.compute(strip, weights);
    }
  });
}

}  // namespace panet
