#include "engine/onednn_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "engine/availability.h"
#include "engine/least_seconds.h"
#include "engine/onednn_program.h"
#include "panet/base/error.h"
#include "panet/model/encoder_graph.h"

namespace panet {
namespace {

// More than there are shapes of pictures (encoder_size): none is compiled twice. A program takes
// 1 to 7 MB, since all compute in the same buffers.
constexpr std::size_t kMostPrograms = 20;
constexpr int kTrials = 3;

// Of the square whose measurement holds for a size: itself, or for another shape that of whole
// features with as many of them.
int64_t measured_side(PictureSize size) {
  constexpr int64_t kStride = 8;
  if (size.height == size.width) return size.height;
  return 1 + kStride * (square_side(feature_size(size.height), feature_size(size.width)) - 1);
}

class OneDnnEngine : public InferenceEngine {
 public:
  OneDnnEngine(std::shared_ptr<const Model> model, const ComputeOptions& options,
               ActivationRanges ranges)
      : model_(std::move(model)),
        source_({.model = *model_, .precision = options.precision, .ranges = std::move(ranges)}),
        choices_folder_(options.measures ? default_choices_folder() : std::filesystem::path()),
        weights_(PackedWeights::of(model_)) {}

  Features encode(const NetworkInput& image) override { return program_for(image).run(image); }

 private:
  struct Compiled {
    PictureSize size;
    int threads;
    std::shared_ptr<OneDnnProgram> program;
  };

  OneDnnProgram& program_for(const NetworkInput& image) {
    const auto size = image.dimensions();
    const int threads = thread_count();
    const auto found = std::find_if(programs_.begin(), programs_.end(), [&](const Compiled& c) {
      return c.size == size && c.threads == threads;
    });
    if (found != programs_.end()) {
      std::rotate(programs_.begin(), found, found + 1);
    } else {
      if (programs_.size() == kMostPrograms) programs_.pop_back();
      programs_.insert(programs_.begin(),
                       {.size = size, .threads = threads, .program = compiled_for(image)});
    }
    return *programs_.front().program;
  }

  // Winograd's algorithm, which is for float32, may make interleaving pay.
  std::shared_ptr<OneDnnProgram> compiled_for(const NetworkInput& image) {
    MeasuredChoices choices(choices_folder_, onednn_version());
    const auto size = image.dimensions();
    std::map<std::string, std::shared_ptr<OneDnnProgram>> programs;
    const auto program = [&](const std::string& way) {
      auto& made = programs[way];
      source_.dilation = way == "interleaved" ? Dilation::kInterleaved : Dilation::kAsWritten;
      if (!made)
        made = std::make_shared<OneDnnProgram>(source_, size, choices, *weights_, buffers_);
      return made;
    };
    const auto& graph = model_->graph;
    std::vector<std::string> ways = {"dilated"};
    if (source_.precision == Precision::kFloat32 && has_dilated_tail(graph))
      ways.emplace_back("interleaved");
    if (ways.size() == 1) return program(ways.front());
    const int64_t side = measured_side(size);
    const auto question = fmt::format("{} on 1x{}x{}", graph.options.architecture, side, side);
    return program(choices.choose(question, ways, [&](const std::string& way) {
      const auto made = program(way);
      return least_seconds(kTrials, [&] { made->run(image); });
    }));
  }

  std::shared_ptr<const Model> model_;
  ProgramSource source_;
  std::filesystem::path choices_folder_;  // empty where nothing is to be measured
  std::shared_ptr<PackedWeights> weights_;
  SharedBuffers buffers_;
  std::vector<Compiled> programs_;  // the last used first
};

[[noreturn]] void refuse_on_this_cpu(Precision precision) {
  throw Error(fmt::format(
      "precision {}: this CPU has no {} instructions, or ONEDNN_MAX_CPU_ISA forbids them; say f32",
      text_of(precision), precision == Precision::kInt8 ? "AVX-512 VNNI" : "AVX-512"));
}

ActivationRanges ranges_of(const Model& model) {
  const auto ranges = model.metadata.find(kActivationRanges);
  if (ranges == model.metadata.end())
    throw Error(
        "precision int8 needs a model that knows the ranges of its activations; 'panet weights "
        "calibrate' makes one from a few pictures");
  return ranges_from_json(ranges->second, model.graph);
}

}  // namespace

std::string onednn_version() {
  const auto* const version = dnnl::version();
  return fmt::format("oneDNN {}.{}.{}, instructions {:#x}", version->major, version->minor,
                     version->patch, static_cast<unsigned>(dnnl::get_effective_cpu_isa()));
}

std::unique_ptr<InferenceEngine> make_onednn_engine(std::shared_ptr<const Model> model,
                                                    const ComputeOptions& options) {
  if (!options.device.is_cpu())
    throw Error(fmt::format("engine onednn computes on the CPU, not on {}; say libtorch",
                            text_of(options.device)));
  if (!onednn_computes_in(options.precision)) refuse_on_this_cpu(options.precision);
  ActivationRanges ranges;
  if (options.precision == Precision::kInt8 && !model->graph.is_transformer())
    ranges = ranges_of(*model);
  return std::make_unique<OneDnnEngine>(std::move(model), options, std::move(ranges));
}

}  // namespace panet
