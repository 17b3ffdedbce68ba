#include "engine/interleaving.h"

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

  static torch::Tensor tensor_of(const memory& given) {
    const auto dims = given.get_desc().dims();
    auto tensor = torch::empty(dims, torch::kFloat32);
    memory plain({dims, memory::data_type::f32, memory::format_tag::nchw}, kCpu, tensor.data_ptr());
    dnnl::stream stream(kCpu);
    dnnl::reorder(given, plain).execute(stream, const_cast<memory&>(given), plain);
    stream.wait();
    return tensor;
  }
};

TEST_P(Interleaving, TakesEverySecondRowAndColumn) {
  const auto given = pictures();
  memory parts(interleaved(given.get_desc()), kCpu);
  interleave(given, parts);
  const auto whole = tensor_of(given), four = tensor_of(parts);
  for (int64_t phase = 0; phase < 4; ++phase) {
    const auto expected = whole.slice(2, phase / 2, {}, 2).slice(3, phase % 2, {}, 2);
    const auto part = four.slice(0, 2 * phase, 2 * phase + 2);
    EXPECT_TRUE(part.slice(2, 0, expected.size(2)).slice(3, 0, expected.size(3)).equal(expected));
    EXPECT_EQ(part.sum().item<float>(), expected.sum().item<float>()) << "the margins are zero";
  }
}

TEST_P(Interleaving, IsUndone) {
  const auto given = pictures();
  memory parts(interleaved(given.get_desc()), kCpu), again(given.get_desc(), kCpu);
  interleave(given, parts);
  deinterleave(parts, again);
  EXPECT_TRUE(tensor_of(again).equal(tensor_of(given)));
}

TEST_P(Interleaving, MarginsAreClearedAlone) {
  const auto given = pictures();
  memory parts(interleaved(given.get_desc()), kCpu), written(interleaved(given.get_desc()), kCpu);
  interleave(given, parts);
  std::fill_n(static_cast<float*>(written.get_data_handle()),
              written.get_desc().get_size() / sizeof(float), 7.0f);
  clear_margins(written, GetParam().height, GetParam().width);
  memory whole(given.get_desc(), kCpu);
  deinterleave(written, whole);
  EXPECT_TRUE(tensor_of(whole).eq(7).all().item<bool>());
  EXPECT_EQ(tensor_of(written).sum().item<float>(), tensor_of(whole).sum().item<float>());
}

INSTANTIATE_TEST_SUITE_P(Layouts, Interleaving,
                         testing::Values(Case{5, 7, 9, memory::format_tag::nhwc},
                                         Case{16, 6, 5, memory::format_tag::nhwc},
                                         Case{32, 5, 8, memory::format_tag::nChw16c},
                                         Case{16, 3, 3, memory::format_tag::nChw8c}));

TEST(InterleavedLayouts, AreThoseOfConvolutions) {
  const auto layout = [](memory::format_tag tag) {
    return memory::desc({1, 32, 8, 8}, memory::data_type::f32, tag);
  };
  EXPECT_TRUE(can_be_interleaved(layout(memory::format_tag::nhwc)));
  EXPECT_TRUE(can_be_interleaved(layout(memory::format_tag::nChw16c)));
  EXPECT_FALSE(can_be_interleaved(layout(memory::format_tag::nchw)));
}

}  // namespace
}  // namespace panet
