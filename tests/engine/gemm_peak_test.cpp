#include "engine/gemm_peak.h"

#include "panet/model/precision.h"
#include "support.h"

namespace panet {
namespace {

TEST(GemmPeak, IsKnownForWhatTheCpuMultiplies) {
  EXPECT_GT(gemm_peak(Precision::kFloat32).value_or(0), 1e9) << "any CPU does a GFLOP/s";
  EXPECT_EQ(gemm_peak(Precision::kBFloat16).has_value(), cpu_has_bfloat16());
}

}  // namespace
}  // namespace panet
