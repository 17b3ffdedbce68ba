#include "parallel/gradient_buckets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <utility>

#include "eval/agreement.h"
#include "panet/base/error.h"

namespace panet {
namespace {

using torch::autograd::variable_list;

std::size_t bytes_of(const torch::Tensor& tensor) {
  return static_cast<std::size_t>(tensor.numel()) * tensor.element_size();
}

bool go_together(const torch::Tensor& a, const torch::Tensor& b) {
  return a.scalar_type() == b.scalar_type() && a.device() == b.device();
}

}  // namespace

// Parameters whose gradients are summed as one tensor.
struct GradientBuckets::Bucket {
  std::vector<torch::Tensor> parameters;
  // What puts a gradient into each parameter, with our hook on it. Nothing else keeps it alive.
  std::vector<std::pair<std::shared_ptr<torch::autograd::Node>, uintptr_t>> hooks;
  torch::Tensor values;              // the gradients, one after the other
  std::vector<torch::Tensor> parts;  // views of `values`, of the parameters' shapes
  std::size_t missing = 0;           // gradients that backward has yet to reach
  PendingSum sum;

  std::size_t bytes() const {
    std::size_t sum_of_bytes = 0;
    for (const auto& parameter : parameters) sum_of_bytes += bytes_of(parameter);
    return sum_of_bytes;
  }
  void make_values();
  void gather();
  void hand_out(int ranks);
};

void GradientBuckets::Bucket::make_values() {
  int64_t total = 0;
  for (const auto& parameter : parameters) total += parameter.numel();
  values = torch::zeros({total}, parameters.front().options().requires_grad(false));
  int64_t begin = 0;
  for (const auto& parameter : parameters) {
    parts.push_back(values.narrow(0, begin, parameter.numel()).view(parameter.sizes()));
    begin += parameter.numel();
  }
}

void GradientBuckets::Bucket::gather() {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& gradient = parameters[i].grad();
    if (gradient.defined())
      parts[i].copy_(gradient);
    else
      parts[i].zero_();
  }
}

void GradientBuckets::Bucket::hand_out(int ranks) {
  const torch::NoGradGuard no_grad;
  values.div_(ranks);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto& gradient = parameters[i].mutable_grad();
    if (!gradient.defined()) gradient = torch::empty_like(parameters[i]);
    gradient.copy_(parts[i]);
  }
}

// Runs whenever backward has put a gradient into its parameter.
class GradientBuckets::ReadyHook : public torch::autograd::FunctionPostHook {
 public:
  ReadyHook(GradientBuckets& buckets, std::size_t bucket) : buckets_(buckets), bucket_(bucket) {}

  variable_list operator()(const variable_list& outputs, const variable_list& /*inputs*/) override {
    buckets_.on_ready(bucket_);
    return outputs;
  }

 private:
  GradientBuckets& buckets_;
  std::size_t bucket_;
};

GradientBuckets::GradientBuckets(Ranks& ranks, const std::vector<torch::Tensor>& parameters,
                                 const GradientBucketsOptions& options)
    : ranks_(ranks) {
  if (ranks_.size() == 1) return;
  for (auto parameter = parameters.rbegin(); parameter != parameters.rend(); ++parameter) {
    if (!parameter->requires_grad()) continue;
    if (buckets_.empty() || !go_together(buckets_.back()->parameters.front(), *parameter) ||
        buckets_.back()->bytes() + bytes_of(*parameter) > options.bucket_bytes)
      buckets_.push_back(std::make_unique<Bucket>());
    buckets_.back()->parameters.push_back(*parameter);
  }
  require_same(ranks_, "parameters", layout());
  for (std::size_t b = 0; b < buckets_.size(); ++b) {
    auto& bucket = *buckets_[b];
    bucket.make_values();
    for (const auto& parameter : bucket.parameters) {
      auto node = torch::autograd::impl::grad_accumulator(parameter);
      const auto key = node->add_post_hook(std::make_unique<ReadyHook>(*this, b));
      bucket.hooks.emplace_back(std::move(node), key);
    }
  }
}

// Ranks whose buckets differ would wait for each other for ever, or add up what does not belong
// together.
std::string GradientBuckets::layout() const {
  std::string text;
  for (const auto& bucket : buckets_) {
    for (const auto& parameter : bucket->parameters)
      text += fmt::format("{} {},", c10::toString(parameter.scalar_type()),
                          fmt::join(parameter.sizes(), "x"));
    text += ';';
  }
  return text;
}

GradientBuckets::~GradientBuckets() {
  for (const auto& bucket : buckets_)
    for (const auto& [node, key] : bucket->hooks) node->del_post_hook(key);
}

std::size_t GradientBuckets::count() const {
  return buckets_.size();
}

std::size_t GradientBuckets::started() const {
  return started_;
}

void GradientBuckets::begin() {
  if (active_) throw Error("gradient buckets: begin() was called twice without a finish()");
  active_ = true;
  started_ = 0;
  for (const auto& bucket : buckets_) bucket->missing = bucket->parameters.size();
}

void GradientBuckets::on_ready(std::size_t bucket) {
  if (!active_) return;
  if (buckets_[bucket]->missing == 0)
    throw Error("gradient buckets: more than one backward between begin() and finish()");
  --buckets_[bucket]->missing;
  while (started_ < buckets_.size() && buckets_[started_]->missing == 0) start_next();
}

void GradientBuckets::start_next() {
  auto& bucket = *buckets_[started_++];
  bucket.gather();
  bucket.sum = ranks_.start_sum(bucket.values);
}

void GradientBuckets::finish() {
  if (!active_) throw Error("gradient buckets: finish() was called without a begin()");
  active_ = false;
  while (started_ < buckets_.size()) start_next();
  for (const auto& bucket : buckets_) {
    bucket->sum.wait();
    bucket->hand_out(ranks_.size());
  }
}

}  // namespace panet
