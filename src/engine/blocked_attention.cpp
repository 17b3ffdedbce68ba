#include "engine/blocked_attention.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <future>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "base/quotient_up.h"
#include "engine/number_types.h"
#include "engine/share_out.h"
#include "model/exponential.h"
#include "model/rotary_positions.h"

namespace panet {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Tag = memory::format_tag;

// Of a block of queries: a cache of 1 MB holds them, what they become, keys and values of a head.
constexpr int64_t kMostScores = int64_t{96} << 10;
constexpr int64_t kMostRows = 128, kRowsTogether = 16;
constexpr std::size_t kAlignment = 64;
constexpr int64_t kHalf = kHeadWidth / 2;

std::size_t aligned(std::size_t bytes) {
  return multiple_up(bytes, kAlignment);
}

// Turned by the angles whose cosines and sines are given, if any.
template <typename T>
void put_turned(const T* head, const float* cosines, const float* sines, float scale, T* to) {
#pragma omp simd
  for (int64_t i = 0; i < kHalf; ++i) {
    const float first = to_float(head[i]), second = to_float(head[i + kHalf]);
    const float cosine = cosines != nullptr ? cosines[i] : 1,
                sine = sines != nullptr ? sines[i] : 0;
    to[i] = number_as<T>((first * cosine - second * sine) * scale);
    to[i + kHalf] = number_as<T>((second * cosine + first * sine) * scale);
  }
}

// Of each row of scores e^(score - the largest), and one over the sum of those.
template <typename T>
void exponentials(const float* scores, int64_t rows, int64_t columns, T* shares, float* factors) {
  for (int64_t r = 0; r < rows; ++r) {
    const float* const row = scores + r * columns;
    T* const to = shares + r * columns;
    float largest = row[0], sum = 0;
#pragma omp simd reduction(max : largest)
    for (int64_t i = 0; i < columns; ++i) largest = row[i] > largest ? row[i] : largest;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < columns; ++i) {
      const float below = row[i] - largest;
      const float value = exponential(below < kLeastExponent ? kLeastExponent : below);
      sum += value;
      to[i] = number_as<T>(value);
    }
    factors[r] = 1 / sum;
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
        rows(std::clamp(kMostScores / task.tokens / kRowsTogether * kRowsTogether, kRowsTogether,
                        kMostRows)),
        blocks(quotient_up(task.tokens, rows)),
        threads(thread_count()) {
    if (task.attention.is_rotary) lay_angles();
    std::async(std::launch::async, [&] {
      work_alone();
      plan_products();
    }).get();
  }

  // Of a head.
  std::size_t query_bytes() const {
    return aligned(static_cast<std::size_t>(blocks * rows * kHeadWidth) * number_bytes());
  }
  std::size_t head_bytes() const {
    return query_bytes() + aligned(scores.weights_desc().get_size()) +
           aligned(mixture.weights_desc().get_size());
  }
  // Of a thread.
  std::size_t scratchpad_bytes() const {
    return aligned(std::max(
        {scores.scratchpad_desc().get_size(), mixture.scratchpad_desc().get_size(),
         pack_keys.scratchpad_desc().get_size(), pack_values.scratchpad_desc().get_size()}));
  }
  std::size_t thread_bytes() const {
    return aligned(plain_keys().get_size()) + aligned(scores.dst_desc().get_size()) +
           aligned(mixture.src_desc().get_size()) + aligned(mixture.dst_desc().get_size()) +
           aligned(static_cast<std::size_t>(rows) * sizeof(float)) + scratchpad_bytes();
  }
  std::size_t number_bytes() const { return task.type == Type::f32 ? 4 : 2; }

  // Tokens after each other, taken as columns.
  memory::desc plain_keys() const { return {{kHeadWidth, task.tokens}, task.type, Tag::ba}; }
  memory::desc plain_values() const {
    return {{task.tokens, kHeadWidth}, task.type, {3 * task.attention.width, 1}};
  }

  dnnl::engine engine;
  Task task;
  int64_t heads, rows, blocks;
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

  // oneDNN plans a product for the threads of who asks. Each thread will compute its own.
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
        score_(plan.scores),
        mix_(plan.mixture),
        pack_keys_(plan.pack_keys),
        pack_values_(plan.pack_values),
        stream_(plan.engine) {
    const auto take = [&](const memory::desc& desc) {
      char* const here = scratch;
      scratch += aligned(desc.get_size());
      return memory(desc, plan.engine, here);
    };
    keys_ = take(plan.plain_keys());
    scores_ = take(plan.scores.dst_desc());
    shares_ = take(plan.mixture.src_desc());
    mixed_ = take(plan.mixture.dst_desc());
    factors_ = static_cast<float*>(static_cast<void*>(scratch));
    scratchpad_ = scratch + aligned(static_cast<std::size_t>(plan.rows) * sizeof(float));
  }

  // Queries, turned and divided by the root of their width; keys and values as products want them.
  void prepare(int64_t head) {
    const auto& attention = plan_.task.attention;
    const float scale = 1 / std::sqrt(static_cast<float>(kHeadWidth));
    T* const queries = queries_of(head);
    for (int64_t t = 0; t < plan_.task.tokens; ++t) {
      const T* const token = qkv_ + t * 3 * attention.width + head * kHeadWidth;
      turn(t, token, scale, queries + t * kHeadWidth);
      turn(t, token + attention.width, 1, numbers_in<T>(keys_) + t * kHeadWidth);
    }
    std::fill(queries + plan_.task.tokens * kHeadWidth,
              queries + plan_.blocks * plan_.rows * kHeadWidth, T{});
    run(pack_keys_, plan_.pack_keys, {{DNNL_ARG_FROM, keys_}, {DNNL_ARG_TO, packed_keys(head)}});
    const memory values(plan_.plain_values(), plan_.engine,
                        const_cast<T*>(qkv_ + 2 * attention.width + head * kHeadWidth));
    run(pack_values_, plan_.pack_values,
        {{DNNL_ARG_FROM, values}, {DNNL_ARG_TO, packed_values(head)}});
  }

  void compute(int64_t head, int64_t block) {
    const int64_t first = block * plan_.rows, width = plan_.task.attention.width;
    const int64_t rows = std::min(plan_.rows, plan_.task.tokens - first);
    const memory queries(plan_.scores.src_desc(), plan_.engine,
                         queries_of(head) + first * kHeadWidth);
    run(score_, plan_.scores,
        {{DNNL_ARG_SRC, queries}, {DNNL_ARG_WEIGHTS, packed_keys(head)}, {DNNL_ARG_DST, scores_}});
    on_this_cpu<exponentials<T>>(numbers_in<float>(scores_), rows, plan_.task.tokens,
                                 numbers_in<T>(shares_), factors_);
    run(mix_, plan_.mixture,
        {{DNNL_ARG_SRC, shares_}, {DNNL_ARG_WEIGHTS, packed_values(head)}, {DNNL_ARG_DST, mixed_}});
    on_this_cpu<put_mixed<T>>(numbers_in<float>(mixed_), factors_, rows, width,
                              result_ + first * width + head * kHeadWidth);
  }

 private:
  template <typename PrimitiveDesc>
  void run(dnnl::primitive& primitive, const PrimitiveDesc& plan, DnnlArguments arguments) {
    arguments[DNNL_ARG_SCRATCHPAD] = memory(plan.scratchpad_desc(), plan_.engine, scratchpad_);
    primitive.execute(stream_, arguments);
    stream_.wait();
  }

  void turn(int64_t token, const T* head, float scale, T* to) const {
    const int64_t patch = token - plan_.task.attention.prefix;
    const bool is_turned = patch >= 0 && !plan_.cosines.empty();
    on_this_cpu<put_turned<T>>(head, is_turned ? plan_.cosines.row(patch).data() : nullptr,
                               is_turned ? plan_.sines.row(patch).data() : nullptr, scale, to);
  }

  char* of_head(int64_t head) const {
    return heads_ + static_cast<std::size_t>(head) * plan_.head_bytes();
  }
  T* queries_of(int64_t head) const { return reinterpret_cast<T*>(of_head(head)); }
  memory packed_keys(int64_t head) const {
    return {plan_.scores.weights_desc(), plan_.engine, of_head(head) + plan_.query_bytes()};
  }
  memory packed_values(int64_t head) const {
    return {plan_.mixture.weights_desc(), plan_.engine,
            of_head(head) + plan_.query_bytes() + aligned(plan_.scores.weights_desc().get_size())};
  }

  const Plan& plan_;
  const T* qkv_;
  T* result_;
  char* heads_;
  dnnl::matmul score_, mix_;
  dnnl::reorder pack_keys_, pack_values_;
  dnnl::stream stream_;
  memory keys_, scores_, shares_, mixed_;
  float* factors_;
  char* scratchpad_;
};

BlockedAttention::BlockedAttention(const dnnl::engine& engine, const Task& task)
    : plan_(std::make_unique<const Plan>(engine, task)) {}

BlockedAttention::~BlockedAttention() = default;

std::size_t BlockedAttention::scratch_bytes() const {
  return kAlignment + static_cast<std::size_t>(plan_->heads) * plan_->head_bytes() +
         static_cast<std::size_t>(plan_->threads) * plan_->thread_bytes();
}

void BlockedAttention::run(const memory& qkv, const memory& result, void* scratch) const {
  const auto& plan = *plan_;
  const auto address = reinterpret_cast<std::uintptr_t>(scratch);
  char* const heads = static_cast<char*>(scratch) + (aligned(address) - address);
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
