#include "engine/blocked_attention.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <unordered_map>
#include <utility>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "base/quotient_up.h"
#include "engine/cache_lines.h"
#include "engine/number_types.h"
#include "engine/share_out.h"
#include "model/exponential.h"
#include "model/rotary_positions.h"

namespace panet {
namespace {

template <typename Number>
Number* numbers_at(char* memory) {
  return static_cast<Number*>(static_cast<void*>(memory));
}

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

// Of a block of queries: a cache of 1 MB holds them, what they become, keys and values of a head.
constexpr int64_t kMostScores = int64_t{96} << 10;
constexpr int64_t kLeastRows = 16, kMostRows = 128;
constexpr int64_t kHalf = kHeadWidth / 2;

// What oneDNN computes, again and again, with numbers that lie elsewhere each time.
class RepeatedPrimitive {
 public:
  RepeatedPrimitive(const dnnl::primitive& primitive, const dnnl::engine& engine,
                    const std::unordered_map<int, memory::desc>& layouts)
      : primitive_(primitive) {
    for (const auto& [argument, layout] : layouts)
      arguments_[argument] = memory(layout, engine, DNNL_MEMORY_NONE);
  }

  void run(dnnl::stream& stream, std::initializer_list<std::pair<int, const void*>> addresses) {
    for (const auto& [argument, address] : addresses)
      arguments_.at(argument).set_data_handle(const_cast<void*>(address));
    primitive_.execute(stream, arguments_);
    stream.wait();
  }

 private:
  dnnl::primitive primitive_;
  DnnlArguments arguments_;
};

RepeatedPrimitive repeated(const dnnl::matmul::primitive_desc& plan, const dnnl::engine& engine) {
  return {dnnl::matmul(plan),
          engine,
          {{DNNL_ARG_SRC, plan.src_desc()},
           {DNNL_ARG_WEIGHTS, plan.weights_desc()},
           {DNNL_ARG_DST, plan.dst_desc()},
           {DNNL_ARG_SCRATCHPAD, plan.scratchpad_desc()}}};
}

RepeatedPrimitive repeated(const dnnl::reorder::primitive_desc& plan, const dnnl::engine& engine) {
  return {dnnl::reorder(plan),
          engine,
          {{DNNL_ARG_FROM, plan.src_desc()},
           {DNNL_ARG_TO, plan.dst_desc()},
           {DNNL_ARG_SCRATCHPAD, plan.scratchpad_desc()}}};
}

// A head of `count` tokens, turned by the angles whose cosines and sines are given.
template <typename T>
void put_turned(const T* head, int64_t stride, int64_t count, const float* cosines,
                const float* sines, T* to) {
  for (int64_t t = 0; t < count; ++t, head += stride, to += kHeadWidth)
#pragma omp simd
    for (int64_t i = 0; i < kHalf; ++i) {
      const float first = to_float(head[i]), second = to_float(head[i + kHalf]);
      const float cosine = cosines[t * kHalf + i], sine = sines[t * kHalf + i];
      to[i] = number_as<T>(first * cosine - second * sine);
      to[i + kHalf] = number_as<T>(second * cosine + first * sine);
    }
}

// The base of what is as good as T can tell it: e, and 2 for bfloat16. Its logarithm of e:
template <typename T>
constexpr float kLogarithmOfE = std::is_same_v<T, float> ? 1 : std::numbers::log2e_v<float>;

template <typename T>
float power(float exponent) {
  if constexpr (std::is_same_v<T, float>)
    return exponential(exponent < kLeastExponent ? kLeastExponent : exponent);
  else
    return coarse_power_of_two(exponent < kLeastPowerOfTwo ? kLeastPowerOfTwo : exponent);
}

// Powers have neither signs nor NaNs to take care of: what is half way is rounded up.
inline void put_rounded(const float* powers, int64_t count, BFloat16* to) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i)
    to[i].bits = static_cast<uint16_t>((std::bit_cast<uint32_t>(powers[i]) + 0x8000u) >> 16);
}

// In place of each row of scores puts e^(scale (score - the largest)), rounded in shares where T
// wants it, and one over the sum of those into factors.
template <typename T>
void exponentials(float* scores, int64_t rows, int64_t columns, float scale, T* shares,
                  float* factors) {
  const float factor = scale * kLogarithmOfE<T>;
  for (int64_t r = 0; r < rows; ++r) {
    float* const row = scores + r * columns;
    float largest = row[0], sum = 0;
#pragma omp simd reduction(max : largest)
    for (int64_t i = 0; i < columns; ++i) largest = row[i] > largest ? row[i] : largest;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < columns; ++i) {
      row[i] = power<T>((row[i] - largest) * factor);
      sum += row[i];
    }
    factors[r] = 1 / sum;
    if constexpr (!std::is_same_v<T, float>) put_rounded(row, columns, shares + r * columns);
  }
}

template <typename T>
void put_mixed(const float* mixed, const float* factors, int64_t rows, int64_t stride, T* result) {
  for (int64_t r = 0; r < rows; ++r)
#pragma omp simd
    for (int64_t i = 0; i < kHeadWidth; ++i)
      result[r * stride + i] = number_as<T>(mixed[r * kHeadWidth + i] * factors[r]);
}

}  // namespace

class BlockedAttention::Plan {
 public:
  Plan(const dnnl::engine& of_engine, const Task& of_task)
      : engine(of_engine),
        task(of_task),
        heads(task.attention.width / kHeadWidth),
        blocks(
            quotient_up(task.tokens, std::clamp(kMostScores / task.tokens, kLeastRows, kMostRows))),
        rows(quotient_up(task.tokens, blocks)),
        threads(thread_count()) {
    if (task.attention.is_rotary) lay_angles();
    run_alone([this] { plan_products(); });
  }

  // Of a head.
  std::size_t query_bytes() const { return lines_of(blocks * rows * kHeadWidth, number_bytes()); }
  std::size_t head_bytes() const {
    return query_bytes() + whole_lines(scores.weights_desc().get_size()) +
           whole_lines(mixture.weights_desc().get_size());
  }
  // Of a thread.
  std::size_t turned_key_bytes() const {
    return is_turned() ? lines_of(task.tokens * kHeadWidth, number_bytes()) : 0;
  }
  std::size_t score_bytes() const { return lines_of(rows * task.tokens, sizeof(float)); }
  std::size_t share_bytes() const {
    return task.type == Type::f32 ? 0 : lines_of(rows * task.tokens, number_bytes());
  }
  std::size_t mixed_bytes() const { return lines_of(rows * kHeadWidth, sizeof(float)); }
  std::size_t factor_bytes() const { return lines_of(rows, sizeof(float)); }
  std::size_t scratchpad_bytes() const {
    return whole_lines(std::max(
        {scores.scratchpad_desc().get_size(), mixture.scratchpad_desc().get_size(),
         pack_keys.scratchpad_desc().get_size(), pack_values.scratchpad_desc().get_size()}));
  }
  std::size_t thread_bytes() const {
    return turned_key_bytes() + score_bytes() + share_bytes() + mixed_bytes() + factor_bytes() +
           scratchpad_bytes();
  }
  std::size_t number_bytes() const { return task.type == Type::f32 ? 4 : 2; }

  // Tokens taken as columns: where queries, keys and values lie together, or the turned keys alone.
  memory::desc plain_keys() const {
    return {{kHeadWidth, task.tokens},
            task.type,
            {1, is_turned() ? int64_t{kHeadWidth} : token_width()}};
  }
  memory::desc plain_values() const {
    return {{task.tokens, kHeadWidth}, task.type, {token_width(), 1}};
  }
  int64_t token_width() const { return 3 * task.attention.width; }
  bool is_turned() const { return task.attention.is_rotary; }

  dnnl::engine engine;
  Task task;
  int64_t heads, blocks, rows;
  int threads;
  Map<float> cosines, sines;  // patches x half a head
  dnnl::matmul::primitive_desc scores, mixture;
  dnnl::reorder::primitive_desc pack_keys, pack_values;

 private:
  void lay_angles() {
    cosines = rotary_angles(task.patches);
    sines = cosines.copy();
    for (float& angle : cosines.all()) angle = std::cos(angle);
    for (float& angle : sines.all()) angle = std::sin(angle);
  }

  void plan_products() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const auto matrix = [](int64_t height, int64_t width, Type type, Tag tag) {
      return memory::desc({height, width}, type, tag);
    };
    scores = planned_product(engine, matrix(rows, kHeadWidth, task.type, Tag::ab),
                             matrix(kHeadWidth, task.tokens, task.type, Tag::any),
                             matrix(rows, task.tokens, Type::f32, Tag::ab), attributes);
    mixture = planned_product(engine, matrix(rows, task.tokens, task.type, Tag::ab),
                              matrix(task.tokens, kHeadWidth, task.type, Tag::any),
                              matrix(rows, kHeadWidth, Type::f32, Tag::ab), attributes);
    pack_keys = {engine, plain_keys(), engine, scores.weights_desc(), attributes};
    pack_values = {engine, plain_values(), engine, mixture.weights_desc(), attributes};
  }
};

// One thread's part of a run, with scratch memory of its own.
template <typename T>
class BlockedAttention::Worker {
 public:
  Worker(const Plan& plan, const memory& qkv, const memory& result, char* heads, char* scratch)
      : plan_(plan),
        qkv_(numbers_in<T>(qkv)),
        result_(numbers_in<T>(result)),
        heads_(heads),
        stream_(plan.engine),
        score_(repeated(plan.scores, plan.engine)),
        mix_(repeated(plan.mixture, plan.engine)),
        pack_keys_(repeated(plan.pack_keys, plan.engine)),
        pack_values_(repeated(plan.pack_values, plan.engine)) {
    const auto take = [&](std::size_t bytes) { return std::exchange(scratch, scratch + bytes); };
    turned_keys_ = numbers_at<T>(take(plan.turned_key_bytes()));
    char* const scores = take(plan.score_bytes());
    scores_ = numbers_at<float>(scores);
    shares_ = numbers_at<T>(plan.share_bytes() > 0 ? take(plan.share_bytes()) : scores);
    mixed_ = numbers_at<float>(take(plan.mixed_bytes()));
    factors_ = numbers_at<float>(take(plan.factor_bytes()));
    scratchpad_ = scratch;
  }

  // Queries one after the other, and turned; keys and values as products want them.
  void prepare(int64_t head) {
    const auto& task = plan_.task;
    const T* const given = qkv_ + head * kHeadWidth;
    const T* keys = given + task.attention.width;
    T* const queries = queries_of(head);
    put_head(given, queries);
    std::fill(queries + task.tokens * kHeadWidth, queries + plan_.blocks * plan_.rows * kHeadWidth,
              T{});
    if (plan_.is_turned()) {
      put_head(keys, turned_keys_);
      keys = turned_keys_;
    }
    pack_keys_.run(stream_, {{DNNL_ARG_FROM, keys},
                             {DNNL_ARG_TO, packed_keys(head)},
                             {DNNL_ARG_SCRATCHPAD, scratchpad_}});
    pack_values_.run(stream_, {{DNNL_ARG_FROM, given + 2 * task.attention.width},
                               {DNNL_ARG_TO, packed_values(head)},
                               {DNNL_ARG_SCRATCHPAD, scratchpad_}});
  }

  void compute(int64_t head, int64_t block) {
    const int64_t tokens = plan_.task.tokens, width = plan_.task.attention.width;
    const int64_t first = block * plan_.rows, rows = std::min(plan_.rows, tokens - first);
    score_.run(stream_, {{DNNL_ARG_SRC, queries_of(head) + first * kHeadWidth},
                         {DNNL_ARG_WEIGHTS, packed_keys(head)},
                         {DNNL_ARG_DST, scores_},
                         {DNNL_ARG_SCRATCHPAD, scratchpad_}});
    const float scale = 1 / std::sqrt(static_cast<float>(kHeadWidth));
    on_this_cpu<exponentials<T>>(scores_, rows, tokens, scale, shares_, factors_);
    mix_.run(stream_, {{DNNL_ARG_SRC, shares_},
                       {DNNL_ARG_WEIGHTS, packed_values(head)},
                       {DNNL_ARG_DST, mixed_},
                       {DNNL_ARG_SCRATCHPAD, scratchpad_}});
    on_this_cpu<put_mixed<T>>(static_cast<const float*>(mixed_), factors_, rows, width,
                              result_ + first * width + head * kHeadWidth);
  }

 private:
  // A head of the tokens, of which patches are turned.
  void put_head(const T* head, T* to) const {
    const auto& [attention, tokens, patches, type] = plan_.task;
    const int64_t stride = plan_.token_width();
    const int64_t copied = plan_.is_turned() ? attention.prefix : tokens;
    for (int64_t t = 0; t < copied; ++t)
      std::copy_n(head + t * stride, kHeadWidth, to + t * kHeadWidth);
    if (copied < tokens)
      on_this_cpu<put_turned<T>>(head + copied * stride, stride, tokens - copied,
                                 plan_.cosines.row(0).data(), plan_.sines.row(0).data(),
                                 to + copied * kHeadWidth);
  }

  char* of_head(int64_t head) const {
    return heads_ + static_cast<std::size_t>(head) * plan_.head_bytes();
  }
  T* queries_of(int64_t head) const { return numbers_at<T>(of_head(head)); }
  char* packed_keys(int64_t head) const { return of_head(head) + plan_.query_bytes(); }
  char* packed_values(int64_t head) const {
    return packed_keys(head) + whole_lines(plan_.scores.weights_desc().get_size());
  }

  const Plan& plan_;
  const T* qkv_;
  T* result_;
  char* heads_;
  dnnl::stream stream_;
  RepeatedPrimitive score_, mix_, pack_keys_, pack_values_;
  T *turned_keys_, *shares_;
  float *scores_, *mixed_, *factors_;
  char* scratchpad_;
};

BlockedAttention::BlockedAttention(const dnnl::engine& engine, const Task& task)
    : plan_(std::make_unique<const Plan>(engine, task)) {}

BlockedAttention::~BlockedAttention() = default;

std::size_t BlockedAttention::scratch_bytes() const {
  return kCacheLine + static_cast<std::size_t>(plan_->heads) * plan_->head_bytes() +
         static_cast<std::size_t>(plan_->threads) * plan_->thread_bytes();
}

void BlockedAttention::run(const memory& qkv, const memory& result, void* scratch) const {
  const auto& plan = *plan_;
  char* const heads = first_line(scratch);
  char* const threads = heads + static_cast<std::size_t>(plan.heads) * plan.head_bytes();
  with_number_type(plan.task.type, [&]<typename T>(T) {
    std::vector<Worker<T>> workers;
    for (int thread = 0; thread < plan.threads; ++thread)
      workers.emplace_back(plan, qkv, result, heads,
                           threads + static_cast<std::size_t>(thread) * plan.thread_bytes());
    share_out(plan.threads, plan.heads, [&](int64_t thread, int64_t head) {
      workers[static_cast<std::size_t>(thread)].prepare(head);
    });
    share_out(plan.threads, plan.heads * plan.blocks, [&](int64_t thread, int64_t i) {
      workers[static_cast<std::size_t>(thread)].compute(i / plan.blocks, i % plan.blocks);
    });
  });
}

}  // namespace panet
