#include "engine/interleaving.h"

#include <numeric>

#include "engine/dnnl_versions.h"
#include "engine/pixel_layout.h"
#include "support.h"

namespace panet {
namespace {

using dnnl::memory;

const dnnl::engine kCpu(dnnl::engine::kind::cpu, 0);

struct Case {
  int64_t channels, height, width;
  memory::format_tag tag;
};

class Interleaving : public testing::TestWithParam<Case> {
 protected:
  // Two pictures in which every number is another one.
  memory pictures() const {
    const auto [channels, height, width, tag] = GetParam();
    memory result({{2, channels, height, width}, memory::data_type::f32, tag}, kCpu);
    auto* const values = static_cast<float*>(result.get_data_handle());
    for (std::size_t i = 0; i < result.get_desc().get_size() / sizeof(float); ++i)
      values[i] = static_cast<float>(i + 1);
    return result;
  }

  // Row-major: pictures, channels, rows, columns.
  static std::vector<float> numbers_of(const memory& given) {
    const auto dims = dims_of(given.get_desc());
    memory plain({dims, memory::data_type::f32, memory::format_tag::nchw}, kCpu);
    dnnl::stream stream(kCpu);
    dnnl::reorder(given, plain).execute(stream, const_cast<memory&>(given), plain);
    stream.wait();
    const auto* const numbers = static_cast<const float*>(plain.get_data_handle());
    return {numbers, numbers + plain.get_desc().get_size() / sizeof(float)};
  }

  static double sum(const memory& given) {
    const auto numbers = numbers_of(given);
    return std::accumulate(numbers.begin(), numbers.end(), 0.0);
  }
};

TEST_P(Interleaving, TakesEverySecondRowAndColumn) {
  const auto [channels, height, width, tag] = GetParam();
  const auto given = pictures();
  memory parts(interleaved(given.get_desc()), kCpu);
  interleave(given, parts);
  const auto whole = numbers_of(given), four = numbers_of(parts);
  const int64_t rows = (height + 1) / 2, columns = (width + 1) / 2;
  for (int64_t n = 0; n < 2 * channels * height * width; ++n) {
    const int64_t x = n % width, y = n / width % height, plane = n / width / height;
    const int64_t phase = y % 2 * 2 + x % 2;
    const int64_t part = ((phase * 2 * channels + plane) * rows + y / 2) * columns + x / 2;
    ASSERT_EQ(four[static_cast<std::size_t>(part)], whole[static_cast<std::size_t>(n)]) << n;
  }
  EXPECT_EQ(sum(parts), sum(given)) << "the margins are zero";
}

TEST_P(Interleaving, IsUndone) {
  const auto given = pictures();
  memory parts(interleaved(given.get_desc()), kCpu), again(given.get_desc(), kCpu);
  interleave(given, parts);
  deinterleave(parts, again);
  EXPECT_EQ(numbers_of(again), numbers_of(given));
}

TEST_P(Interleaving, MarginsAreClearedAlone) {
  const auto given = pictures();
  memory written(interleaved(given.get_desc()), kCpu), whole(given.get_desc(), kCpu);
  std::fill_n(static_cast<float*>(written.get_data_handle()),
              written.get_desc().get_size() / sizeof(float), 7.0f);
  clear_margins(written, GetParam().height, GetParam().width);
  deinterleave(written, whole);
  EXPECT_THAT(numbers_of(whole), testing::Each(7.0f));
  EXPECT_EQ(sum(written), sum(whole));
}

INSTANTIATE_TEST_SUITE_P(Layouts, Interleaving,
                         testing::Values(Case{5, 7, 9, memory::format_tag::nhwc},
                                         Case{16, 6, 5, memory::format_tag::nhwc},
                                         Case{32, 5, 8, memory::format_tag::nChw16c},
                                         Case{16, 3, 3, memory::format_tag::nChw8c}));

TEST(PixelLayouts, AreThoseOfConvolutions) {
  using Tag = memory::format_tag;
  for (const auto tag : {Tag::nhwc, Tag::nChw16c, Tag::nChw8c, Tag::nchw}) {
    const auto layout = pixel_layout({{1, 32, 8, 8}, memory::data_type::f32, tag});
    EXPECT_EQ(layout, tag == Tag::nchw ? std::nullopt : std::optional(tag));
  }
}

}  // namespace
}  // namespace panet
