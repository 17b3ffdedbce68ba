#pragma once

#include <torch/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "panet/data/annotation.h"
#include "panet/engine/inference_engine.h"
#include "panet/model/precision.h"
#include "panet/segment/refinement.h"
#include "panet/weights/model_file.h"
#include "panet/weights/prototype_file.h"

namespace panet {

struct SegmenterOptions {
  int64_t input_size =
      417;  // pixels; the side to which pictures are resized for the encoder (paper Sec. 4.1)
  ComputeOptions compute;
  std::optional<StridePlacement> stride_placement;  // for ResNet weights that do not tell
  Refinement refinement;
};

// One annotated picture of a class.
struct Support {
  std::string class_name;
  torch::Tensor picture;  // H x W x 3 uint8, RGB
  Annotation annotation;
  std::string source;  // a file's name, for messages
};

struct Segmentation {
  torch::Tensor labels;  // H x W uint8: 0 background, i the i-th class of the prototypes
  // 1 + C float64: the mean softmax score of the pixels that have each label; 0 where none has.
  torch::Tensor mean_scores;
  // (1 + C) x H x W float32, the softmax over background and classes; undefined for kMeans.
  torch::Tensor scores;
};

// Which scores are kept: of every class at every pixel, which takes 4 (1 + C) bytes a pixel, or
// the means alone.
enum class Scores { kAll, kMeans };

// Few-shot segmentation in two calls:
//
//   auto segmenter  = Segmenter::load("model.safetensors");
//   auto prototypes = segmenter.learn(supports);
//   auto result     = segmenter.segment(picture, prototypes);
//
// Values in, values out. A Segmenter is used by one thread at a time; what it gives depends on the
// input alone.
class Segmenter {
 public:
  // Any weight file that load_model takes (weights/model_file.h).
  static Segmenter load(const std::filesystem::path& weights, const SegmenterOptions& options = {});
  Segmenter(Model model, const SegmenterOptions& options);

  // Prototypes of the classes, in the order in which they first appear; kMostClasses at most.
  // panet::Error, naming class and source, for an annotation without foreground or background, or
  // of another size than its picture.
  Prototypes learn(const std::vector<Support>& supports) const;

  // The same from a stream that ends with nullopt: one picture is in memory at a time.
  Prototypes learn(const std::function<std::optional<Support>()>& next_support) const;

  // Every pixel of the picture, at the picture's own size. panet::Error where the prototypes come
  // from another encoder.
  Segmentation segment(const torch::Tensor& picture, const Prototypes& prototypes,
                       Scores scores = Scores::kAll) const;

  // The two halves of segment(), for those who prepare pictures in other threads or reuse features.
  // input: 1 x 3 x S x S as network_input (image/network_input.h) gives it → 1 x D x h x w.
  // picture: H x W x 3 uint8, whose size the result has and whose edges masks follow.
  torch::Tensor encode(const torch::Tensor& input) const;
  Segmentation segment_features(const torch::Tensor& features, const Prototypes& prototypes,
                                const torch::Tensor& picture, Scores scores = Scores::kAll) const;

  // The labels alone.
  torch::Tensor label_features(const torch::Tensor& features, const Prototypes& prototypes,
                               const torch::Tensor& picture) const;

  const std::string& fingerprint() const { return model_.fingerprint; }
  const Encoder& encoder() const { return *model_.encoder; }
  const SegmenterOptions& options() const { return options_; }

 private:
  Model model_;
  SegmenterOptions options_;
  std::shared_ptr<InferenceEngine> engine_;
};

}  // namespace panet
