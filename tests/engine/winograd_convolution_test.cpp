#include "engine/winograd_convolution.h"

#include <cmath>
#include <random>

#include "base/parallel.h"
#include "engine/availability.h"
#include "engine/dnnl_versions.h"
#include "support.h"

namespace panet {
namespace {

using dnnl::memory;

const dnnl::engine kCpu(dnnl::engine::kind::cpu, 0);

std::vector<float> drawn(int64_t count, double deviation, std::mt19937& random) {
  std::normal_distribution<float> normal(0, static_cast<float>(deviation));
  std::vector<float> numbers(static_cast<std::size_t>(count));
  std::ranges::generate(numbers, [&] { return normal(random); });
  return numbers;
}

struct Case {
  int64_t pictures, in_channels, height, width, out_channels, dilation;
  bool adds, relu;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.pictures << " x " << c.in_channels << " x " << c.height << " x " << c.width << " to "
       << c.out_channels << ", dilation " << c.dilation << (c.adds ? ", adds" : "")
       << (c.relu ? ", relu" : "");
}

// Numbers that bfloat16 has, in the places of channels last.
class Drawn {
 public:
  Drawn(int64_t count, std::mt19937& random) : bits_(static_cast<std::size_t>(count)) {
    const auto numbers = drawn(count, 1, random);
    std::ranges::transform(numbers, bits_.begin(), [](float number) {
      return BFloat16{static_cast<uint16_t>(std::bit_cast<uint32_t>(number) >> 16)};
    });
  }

  float at(int64_t place) const { return to_float(bits_[static_cast<std::size_t>(place)]); }
  void copy_to(const memory& to) const {
    std::ranges::copy(bits_, static_cast<BFloat16*>(to.get_data_handle()));
  }

 private:
  std::vector<BFloat16> bits_;
};

class WinogradConvolutionOf : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (!is_fast_on_cpu(Precision::kBFloat16)) GTEST_SKIP() << "this CPU has no bfloat16";
  }

  WinogradConvolution convolution() const {
    return {kCpu,
            {.input = {c.pictures, c.in_channels, c.height, c.width},
             .out_channels = c.out_channels,
             .dilation = c.dilation,
             .adds = c.adds,
             .relu = c.relu}};
  }

  std::vector<BFloat16> made() const {
    const auto winograd = convolution();
    const memory input(winograd.source(), kCpu), output(winograd.result(), kCpu);
    pixels.copy_to(input);
    addends.copy_to(output);
    std::vector<PackedWeight> parts;
    for (int64_t part = 0; part < winograd.parts(); ++part)
      parts.push_back(winograd.pack(part, weight, bias));
    std::vector<char> scratch(winograd.scratch_bytes());
    winograd.run(input, parts, output, scratch.data());
    const auto* const first = static_cast<const BFloat16*>(output.get_data_handle());
    return {first, first + c.pictures * c.height * c.width * c.out_channels};
  }

  // As the convolution is written.
  double expected(int64_t picture, int64_t y, int64_t x, int64_t out) const {
    double sum = bias[static_cast<std::size_t>(out)];
    for (int64_t tap = 0; tap < 9; ++tap) {
      const int64_t from_y = y + (tap / 3 - 1) * c.dilation,
                    from_x = x + (tap % 3 - 1) * c.dilation;
      if (from_y < 0 || from_y >= c.height || from_x < 0 || from_x >= c.width) continue;
      for (int64_t in = 0; in < c.in_channels; ++in)
        sum += weight[static_cast<std::size_t>((out * c.in_channels + in) * 9 + tap)] *
               pixels.at(((picture * c.height + from_y) * c.width + from_x) * c.in_channels + in);
    }
    if (c.adds) sum += addends.at(((picture * c.height + y) * c.width + x) * c.out_channels + out);
    return c.relu ? std::max(sum, 0.0) : sum;
  }

  const Case c = GetParam();
  std::mt19937 random{1};
  const std::vector<float> weight =
      drawn(c.out_channels * c.in_channels * 9,
            std::sqrt(1 / (9.0 * static_cast<double>(c.in_channels))), random);
  const std::vector<float> bias = drawn(c.out_channels, 1, random);
  const Drawn pixels{c.pictures * c.height * c.width * c.in_channels, random};
  const Drawn addends{c.pictures * c.height * c.width * c.out_channels, random};
};

// Sums are of the size of one, and bfloat16 has eight digits.
TEST_P(WinogradConvolutionOf, IsTheConvolutionAsWritten) {
  const auto found = made();
  double squares = 0;
  auto next = found.begin();
  for (int64_t picture = 0; picture < c.pictures; ++picture)
    for (int64_t y = 0; y < c.height; ++y)
      for (int64_t x = 0; x < c.width; ++x)
        for (int64_t out = 0; out < c.out_channels; ++out) {
          const double error = to_float(*next++) - expected(picture, y, x, out);
          ASSERT_LT(std::abs(error), 0.05) << picture << " " << y << " " << x << " " << out;
          squares += error * error;
        }
  EXPECT_LT(std::sqrt(squares / static_cast<double>(found.size())), 0.006);
}

TEST_P(WinogradConvolutionOf, HasTheSameBitsOnAnyNumberOfThreads) {
  const auto expected_bits = made();
  const int threads = thread_count();
  for (const int count : {1, 2, 5}) {
    set_thread_count(count);
    EXPECT_TRUE(std::ranges::equal(made(), expected_bits, {}, &BFloat16::bits, &BFloat16::bits))
        << count << " threads";
  }
  set_thread_count(threads);
}

INSTANTIATE_TEST_SUITE_P(
    Engine, WinogradConvolutionOf,
    testing::Values(Case{1, 32, 8, 8, 32, 1, false, true},      // whole tiles
                    Case{1, 32, 9, 7, 64, 1, false, false},     // cut below and to the right
                    Case{1, 64, 9, 8, 32, 1, true, true},       // added to
                    Case{2, 20, 5, 6, 13, 1, false, true},      // channels that fill no block
                    Case{1, 13, 6, 5, 20, 1, true, false},      //
                    Case{1, 3, 12, 11, 33, 1, false, true},     //
                    Case{1, 32, 13, 12, 32, 2, false, true},    // dilated
                    Case{2, 40, 11, 14, 40, 3, true, true},     // and more of everything
                    Case{1, 32, 1, 1, 32, 1, false, false},     // a pixel
                    Case{1, 32, 1, 3, 32, 2, false, false},     // less than a tile of a phase
                    Case{1, 32, 6, 6, 200, 1, true, true},      // in two parts, the second smaller
                    Case{1, 32, 61, 67, 32, 1, false, true}));  // many strips

}  // namespace
}  // namespace panet
