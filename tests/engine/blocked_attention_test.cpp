#include "engine/blocked_attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/availability.h"
#include "engine/number_types.h"
#include "model/rotary_positions.h"
#include "panet/base/thread_count.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;

constexpr int64_t kWidth = 2 * kHeadWidth;

struct AttentionTask {
  PictureSize patches;
  int64_t prefix = 1;
  bool is_rotary = false;

  int64_t tokens() const { return prefix + patches.height * patches.width; }
};

std::vector<float> drawn(int64_t count) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> numbers(static_cast<std::size_t>(count));
  for (float& number : numbers) number = normal(random);
  return numbers;
}

class Reference {
 public:
  Reference(const AttentionTask& task, const std::vector<float>& qkv)
      : task_(task), qkv_(qkv), angles_(rotary_angles(task.patches)) {}

  std::vector<float> result() const {
    std::vector<float> mixed;
    for (int64_t token = 0; token < task_.tokens(); ++token)
      for (int64_t head = 0; head < 2; ++head) {
        const auto shares = shares_of(token, head);
        for (int64_t i = 0; i < kHeadWidth; ++i) {
          double sum = 0;
          for (int64_t other = 0; other < task_.tokens(); ++other)
            sum += shares[static_cast<std::size_t>(other)] * number(other, 2, head, i);
          mixed.push_back(static_cast<float>(sum));
        }
      }
    return mixed;
  }

 private:
  double number(int64_t token, int64_t part, int64_t head, int64_t i) const {
    return qkv_[static_cast<std::size_t>(token * 3 * kWidth + part * kWidth + head * kHeadWidth +
                                         i)];
  }

  // A query's or a key's.
  double turned(int64_t token, int64_t part, int64_t head, int64_t i) const {
    const int64_t patch = token - task_.prefix;
    const double here = number(token, part, head, i);
    if (!task_.is_rotary || patch < 0) return here;
    const double angle = angles_.at(patch, i % 32);
    const double other = number(token, part, head, (i + 32) % 64);
    return here * std::cos(angle) + (i < 32 ? -1 : 1) * other * std::sin(angle);
  }

  std::vector<double> shares_of(int64_t token, int64_t head) const {
    std::vector<double> shares;
    double sum = 0;
    for (int64_t other = 0; other < task_.tokens(); ++other) {
      double score = 0;
      for (int64_t i = 0; i < kHeadWidth; ++i)
        score += turned(token, 0, head, i) * turned(other, 1, head, i);
      shares.push_back(std::exp(score / 8));
      sum += shares.back();
    }
    for (double& share : shares) share /= sum;
    return shares;
  }

  const AttentionTask& task_;
  const std::vector<float>& qkv_;
  Map<float> angles_;
};

template <typename T>
std::vector<float> computed(const AttentionTask& task, const std::vector<float>& numbers) {
  const auto type = std::is_same_v<T, float> ? Type::f32 : Type::bf16;
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const BlockedAttention attention(
      engine, {.attention = {.width = kWidth, .prefix = task.prefix, .is_rotary = task.is_rotary},
               .tokens = task.tokens(),
               .patches = task.patches,
               .type = type});
  const auto matrix = [&](int64_t width) {
    return memory({{task.tokens(), width}, type, memory::format_tag::ab}, engine);
  };
  const auto qkv = matrix(3 * kWidth), result = matrix(kWidth);
  std::ranges::transform(numbers, numbers_in<T>(qkv), number_as<T>);
  std::vector<char> scratch(attention.scratch_bytes());
  attention.run(qkv, result, scratch.data());
  std::vector<float> mixed;
  for (int64_t i = 0; i < task.tokens() * kWidth; ++i)
    mixed.push_back(to_float(numbers_in<T>(result)[i]));
  return mixed;
}

float difference(const std::vector<float>& a, const std::vector<float>& b) {
  float greatest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) greatest = std::max(greatest, std::abs(a[i] - b[i]));
  return greatest;
}

// Less than a block of queries, and several that do not come out even.
const std::vector<AttentionTask> kTasks = {{.patches = {3, 4}},
                                           {.patches = {17, 13}},
                                           {.patches = {4, 9}, .prefix = 5, .is_rotary = true},
                                           {.patches = {14, 14}, .prefix = 5, .is_rotary = true}};

TEST(BlockedAttention, MixesValuesByTheSoftmaxOfProducts) {
  for (const auto& task : kTasks) {
    const auto qkv = drawn(task.tokens() * 3 * kWidth);
    EXPECT_LT(difference(computed<float>(task, qkv), Reference(task, qkv).result()), 2e-5f)
        << task.tokens();
  }
}

TEST(BlockedAttention, MixesValuesIn_bf16) {
  if (!onednn_computes_in(Precision::kBFloat16)) GTEST_SKIP() << "no AVX-512";
  for (const auto& task : kTasks) {
    const auto qkv = drawn(task.tokens() * 3 * kWidth);
    EXPECT_LT(difference(computed<BFloat16>(task, qkv), Reference(task, qkv).result()), 0.05f)
        << task.tokens();
  }
}

TEST(BlockedAttention, IsTheSameWhateverTheNumberOfThreads) {
  const auto before = thread_count();
  for (const auto& task : kTasks) {
    const auto qkv = drawn(task.tokens() * 3 * kWidth);
    set_thread_count(1);
    const auto alone = computed<float>(task, qkv);
    set_thread_count(3);
    EXPECT_EQ(computed<float>(task, qkv), alone);
  }
  set_thread_count(before);
}

}  // namespace
}  // namespace panet
