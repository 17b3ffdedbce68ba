#include "engine/onednn_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "engine/least_seconds.h"
#include "engine/onednn_program.h"
#include "panet/base/parallel.h"
#include "panet/engine/availability.h"
#include "panet/file/error.h"

namespace panet {
namespace {

constexpr std::size_t kMostPrograms = 4;  // each has buffers of its own
constexpr int kTrials = 3;

std::string versions() {
  const auto* const version = dnnl::version();
  return fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch);
}

class OneDnnEngine : public InferenceEngine {
 public:
  OneDnnEngine(std::shared_ptr<const GraphEncoder> encoder, ProgramSource source)
      : encoder_(std::move(encoder)), source_(std::move(source)) {}

  torch::Tensor encode(const torch::Tensor& images) override {
    if (images.dim() != 4 || images.size(1) != 3)
      throw Error(
          fmt::format("images are N x 3 x H x W, found [{}]", fmt::join(images.sizes(), ", ")));
    const torch::NoGradGuard no_grad;
    try {
      return program_for(images).run(images);
    } catch (const dnnl::error& error) {
      throw Error(fmt::format("oneDNN cannot run this encoder: {}", error.what()));
    }
  }

 private:
  using Key = std::tuple<int64_t, int64_t, int64_t, int>;  // images' sizes, threads
  struct Compiled {
    Key key;
    std::shared_ptr<OneDnnProgram> program;
  };

  OneDnnProgram& program_for(const torch::Tensor& images) {
    const Key key = {images.size(0), images.size(2), images.size(3), thread_count()};
    const auto found = std::find_if(programs_.begin(), programs_.end(),
                                    [&](const Compiled& c) { return c.key == key; });
    if (found != programs_.end()) {
      std::rotate(programs_.begin(), found, found + 1);
    } else {
      if (programs_.size() == kMostPrograms) programs_.pop_back();
      programs_.insert(programs_.begin(), {.key = key, .program = compiled(images)});
    }
    return *programs_.front().program;
  }

  // Winograd's algorithm, which is for float32, may make interleaving pay.
  std::shared_ptr<OneDnnProgram> compiled(const torch::Tensor& images) {
    MeasuredChoices choices(default_choices_folder(), versions());
    const auto dims = images.sizes().vec();
    std::map<std::string, std::shared_ptr<OneDnnProgram>> programs;
    const auto program = [&](const std::string& way) {
      auto& made = programs[way];
      source_.dilation = way == "interleaved" ? Dilation::kInterleaved : Dilation::kAsWritten;
      if (!made) made = std::make_shared<OneDnnProgram>(source_, dims, choices, weights_);
      return made;
    };
    std::vector<std::string> ways = {"dilated"};
    if (source_.precision == torch::kFloat32 && has_dilated_tail(source_.graph))
      ways.emplace_back("interleaved");
    const auto question =
        fmt::format("{} on {}x{}x{}", encoder_->options().architecture, dims[0], dims[2], dims[3]);
    return program(choices.choose(question, ways, [&](const std::string& way) {
      const auto made = program(way);
      return least_seconds(kTrials, [&] { made->run(images); });
    }));
  }

  std::shared_ptr<const GraphEncoder> encoder_;
  ProgramSource source_;
  PackedWeights weights_;
  std::vector<Compiled> programs_;  // the last used first
};

ActivationRanges ranges_of(const Model& model, const EncoderGraph& graph) {
  if (!cpu_has_int8()) throw Error("precision int8: this CPU has no VNNI instructions; say f32");
  const auto ranges = model.metadata.find(kActivationRanges);
  if (ranges == model.metadata.end())
    throw Error(
        "precision int8 needs a model that knows the ranges of its activations; 'panet weights "
        "calibrate' makes one from a few pictures");
  return ranges_from_json(ranges->second, graph);
}

}  // namespace

std::shared_ptr<InferenceEngine> make_onednn_engine(const Model& model,
                                                    const ComputeOptions& options) {
  if (!options.device.is_cpu())
    throw Error(fmt::format("engine onednn computes on the CPU, not on {}; say libtorch",
                            options.device.str()));
  auto encoder = std::dynamic_pointer_cast<const GraphEncoder>(model.encoder);
  if (encoder == nullptr)
    throw Error(fmt::format("engine onednn does not know the encoder '{}'; say libtorch",
                            model.encoder->options().architecture));
  auto graph = encoder->graph(OutputStride::k8);
  ActivationRanges ranges;
  if (options.precision == torch::kInt8) ranges = ranges_of(model, graph);
  return std::make_shared<OneDnnEngine>(
      std::move(encoder),
      ProgramSource{
          .graph = std::move(graph), .precision = options.precision, .ranges = std::move(ranges)});
}

}  // namespace panet
