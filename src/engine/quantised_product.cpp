#include "engine/quantised_product.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "base/quotient_up.h"
#include "engine/cache_lines.h"
#include "engine/dnnl_versions.h"
#include "engine/matrices.h"
#include "engine/number_types.h"
#include "engine/quantised_rows.h"
#include "engine/share_out.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

constexpr int64_t kMostStripRows = 96;  // what they become stays in a cache of 1 MB

const float* floats_in(const memory& memory) {
  return numbers_in<const float>(memory);
}

}  // namespace

// Where one thread keeps what its strips are on the way.
class QuantisedProduct::Strip {
 public:
  static std::size_t bytes(const QuantisedProduct& of) {
    return integer_bytes(of) + scale_bytes(of) + sum_bytes(of) +
           whole_lines(of.plan_.scratchpad_desc().get_size());
  }

  Strip(const QuantisedProduct& of, char* place) : of_(of) {
    const auto take = [&](std::size_t bytes) -> void* {
      return std::exchange(place, place + bytes);
    };
    integers_ = static_cast<int8_t*>(take(integer_bytes(of)));
    scales_ = static_cast<float*>(take(scale_bytes(of)));
    sums_ = static_cast<int32_t*>(take(sum_bytes(of)));
    scratchpad_ = place;
  }

  template <typename T>
  void run(const T* source, int64_t rows, const PackedWeight& weight, void* result) const {
    const auto& task = of_.task_;
    quantise_rows(source, rows, task.in, integers_, scales_);
    multiply(weight.weight);
    const QuantisedSums sums = {.sums = sums_,
                                .row_scales = scales_,
                                .column_scales = floats_in(weight.scales),
                                .bias = floats_in(weight.bias),
                                .rows = rows,
                                .width = task.out};
    if (task.adds) return add_numbers(sums, static_cast<float*>(result));
    if (task.gelu) return put_gelu(sums, static_cast<T*>(result));
    put_numbers(sums, static_cast<T*>(result));
  }

 private:
  static std::size_t integer_bytes(const QuantisedProduct& of) {
    return lines_of(of.strip_rows_ * of.task_.in, sizeof(int8_t));
  }
  static std::size_t scale_bytes(const QuantisedProduct& of) {
    return lines_of(of.strip_rows_, sizeof(float));
  }
  static std::size_t sum_bytes(const QuantisedProduct& of) {
    return lines_of(of.strip_rows_ * of.task_.out, sizeof(int32_t));
  }

  // Of a last strip with less rows, what is left of another follows them, and comes to nothing.
  void multiply(const memory& weight) const {
    const auto& [engine, plan] = std::tie(of_.engine_, of_.plan_);
    dnnl::stream stream(engine);
    of_.product_.execute(
        stream, {{DNNL_ARG_SRC, memory(plan.src_desc(), engine, integers_)},
                 {DNNL_ARG_WEIGHTS, weight},
                 {DNNL_ARG_DST, memory(plan.dst_desc(), engine, sums_)},
                 {DNNL_ARG_SCRATCHPAD, memory(plan.scratchpad_desc(), engine, scratchpad_)}});
    stream.wait();
  }

  const QuantisedProduct& of_;
  int8_t* integers_;
  float* scales_;
  int32_t* sums_;
  char* scratchpad_;
};

QuantisedProduct::QuantisedProduct(const dnnl::engine& engine, const TokenProduct::Task& task)
    : engine_(engine),
      task_(task),
      threads_(thread_count()),
      strips_(std::min(task.rows, multiple_up(quotient_up(task.rows, kMostStripRows),
                                              static_cast<int64_t>(threads_)))),
      strip_rows_(quotient_up(task.rows, strips_)) {
  run_alone([&] {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    plan_ = planned_product(engine, matrix(strip_rows_, task.in, Type::s8),
                            matrix(task.in, task.out, Type::s8, Tag::any),
                            matrix(strip_rows_, task.out, Type::s32), attributes);
  });
  product_ = dnnl::matmul(plan_);
}

PackedWeight QuantisedProduct::packed(std::span<const float> weight,
                                      std::span<const float> bias) const {
  std::vector<int8_t> integers(weight.size());
  std::vector<float> scales(bias.size());
  quantise_rows(weight.data(), task_.out, task_.in, integers.data(), scales.data());
  return {.weight = packed_weight(engine_, integers, plan_.weights_desc()),
          .bias = row_of(engine_, bias),
          .scales = row_of(engine_, scales)};
}

std::size_t QuantisedProduct::scratch_bytes() const {
  return kCacheLine + static_cast<std::size_t>(threads_) * Strip::bytes(*this);
}

void QuantisedProduct::run(dnnl::stream& stream, const void* source, const PackedWeight& weight,
                           void* result, void* scratch) const {
  stream.wait();
  char* const places = first_line(scratch);
  const auto result_bytes = memory::data_type_size(task_.result);
  with_number_type(task_.source, [&]<typename T>(T) {
    share_out(threads_, strips_, [&](int64_t thread, int64_t strip) {
      const int64_t first = strip * strip_rows_;
      const int64_t rows = std::min(strip_rows_, task_.rows - first);
      if (rows <= 0) return;
      const Strip on(*this, places + static_cast<std::size_t>(thread) * Strip::bytes(*this));
      on.run(
          static_cast<const T*>(source) + first * task_.in, rows, weight,
          static_cast<char*>(result) + static_cast<std::size_t>(first * task_.out) * result_bytes);
    });
  });
}

}  // namespace panet
