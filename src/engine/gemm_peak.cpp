#include "engine/gemm_peak.h"

#include <cstring>

#include "engine/availability.h"
#include "engine/dnnl_versions.h"
#include "engine/least_seconds.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;

constexpr int64_t kSide = 2048;
constexpr int kProducts = 8;

memory zeros(const memory::desc& desc, const dnnl::engine& engine) {
  memory result(desc, engine);
  std::memset(result.get_data_handle(), 0, desc.get_size());
  return result;
}

}  // namespace

std::optional<double> gemm_peak(Precision precision) {
  if (!is_fast_on_cpu(precision)) return std::nullopt;
  const bool is_integer = precision == Precision::kInt8;
  const auto floating = precision == Precision::kFloat32 ? Type::f32 : Type::bf16;
  const auto matrix = [](Type type) {
    return memory::desc({kSide, kSide}, type, memory::format_tag::any);
  };
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const auto plan = planned_product(engine, matrix(is_integer ? Type::u8 : floating),
                                    matrix(is_integer ? Type::s8 : floating),
                                    matrix(is_integer ? Type::u8 : floating));
  const DnnlArguments arguments = {{DNNL_ARG_SRC, zeros(plan.src_desc(), engine)},
                                   {DNNL_ARG_WEIGHTS, zeros(plan.weights_desc(), engine)},
                                   {DNNL_ARG_DST, zeros(plan.dst_desc(), engine)}};
  const dnnl::matmul product(plan);
  dnnl::stream stream(engine);
  const double seconds = least_seconds(kProducts, [&] {
    product.execute(stream, arguments);
    stream.wait();
  });
  return 2.0 * kSide * kSide * kSide / seconds;
}

}  // namespace panet
