#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "panet/annotation/annotation.h"
#include "panet/base/public.h"
#include "panet/engine/inference_engine.h"
#include "panet/image/map.h"
#include "panet/image/network_input.h"
#include "panet/image/picture_view.h"
#include "panet/model/features.h"
#include "panet/model/map_stack.h"
#include "panet/model/picture_shape.h"
#include "panet/model/precision.h"
#include "panet/segment/refinement.h"
#include "panet/weights/model_file.h"
#include "panet/weights/prototype_file.h"

namespace PANET_PUBLIC panet {

class FeatureDirections;  // model/feature_directions.h
struct QueryAdaptation;   // model/query_adaptation.h
struct Shot;              // segment/learning.h
struct TilePlace;         // segment/tiles.h

struct SegmenterOptions {
  // Pixels, 8 to 4096: the side of the square to which pictures are resized for the encoder (paper
  // Sec. 4.1), or of one with as many pixels, where they keep their own shape; 0: what the encoder
  // likes, 417 for those of the paper's kind. A segmenter rounds it to whole patches, with a note.
  int64_t input_size = 0;
  PictureShape shape = PictureShape::kSquare;
  ComputeOptions compute = {};
  std::optional<StridePlacement> stride_placement = {};  // for ResNet weights that do not tell
  Refinement refinement = {};
  // A class whose presence in a picture is less is not labelled there: 0 to 1, 0 labels all.
  double absent_below = 0;
  // For small things in large photographs: segment() looks at overlapping square tiles beside the
  // whole picture, whose side is 1 / tiles of its longer one, 2 to 64, but no less than the
  // encoder's input.
  std::optional<int64_t> tiles = {};
};

// One annotated picture of a class.
struct Support {
  std::string class_name = {};
  Picture picture = {};
  Annotation annotation = {};
  std::string source = {};  // a file's name, for messages
};

struct Segmentation {
  Labels labels;                // i is the i-th class of the prototypes
  std::vector<int64_t> pixels;  // 1 + C: how many have each label
  // 1 + C: the mean softmax score of the pixels that have each label; 0 where none has.
  std::vector<double> mean_scores;
  // C: how sure it is that the picture holds each class, 0 to 1 (model/presence.h); with tiles, the
  // greatest of the whole picture's and theirs.
  std::vector<double> presences;
  MapStack scores;          // 1 + C maps, the softmax over background and classes; for kAll alone
  Map<float> label_scores;  // of each pixel's own label; for kOfLabels alone
  std::optional<int64_t> tiles;  // that were looked at beside the whole; none where not asked for

  // Of all pixels, those with the label: 0 to 1. panet::Error for a label that there is not.
  double share(std::size_t label) const;
};

// Which scores are kept: of every class at every pixel, which takes 4 (1 + C) bytes a pixel; of
// each pixel's label alone, 4 bytes a pixel; or only the means.
enum class KeptScores { kAll, kOfLabels, kMeans };

// What a person said of a picture's masks.
struct Corrections {
  // C logits by which a class has to be nearer to a pixel than all else (20 times a difference of
  // cosines); empty for none.
  std::vector<double> thresholds = {};
  // C: strokes over pixels that are of the class and over pixels that are not, of any size in the
  // picture's proportions, no pixels where nothing was said. What looks like what is under them,
  // near to them, follows (model/stroke_correction.h). Empty for none.
  std::vector<Annotation> strokes = {};
};

// Few-shot segmentation in two calls:
//
//   auto segmenter  = Segmenter::load("model.safetensors");
//   auto prototypes = segmenter.learn(supports);
//   auto result     = segmenter.segment(picture, prototypes);
//
// Values in, values out: nothing that was asked before changes what a Segmenter gives. Of two ways
// to compute a layer in float32 or bfloat16, the one that is the fastest on this machine is taken,
// measured once and remembered (ComputeOptions::measures): on another machine, masks may differ by
// rounding, in a few pixels along edges. It is used by one thread at a time and cheap to make, one
// for each thread, over a model that they share.
class Segmenter {
 public:
  // Any weight file that load_model takes (weights/model_file.h).
  // panet::Error where an option is out of its range, or what the engine is asked for is not there
  // (make_engine).
  static Segmenter load(const std::filesystem::path& weights, const SegmenterOptions& options = {});
  Segmenter(std::shared_ptr<const Model> model, const SegmenterOptions& options);

  // Prototypes of the classes, in the order in which they first appear; kMostClasses at most.
  // panet::Error, naming class and source, for an annotation without foreground or background, of
  // other values than 0 and 1, or of another size than its picture; and for a class name that is
  // empty or holds a control character or '/': it becomes part of files' names.
  Prototypes learn(const std::vector<Support>& supports);

  // The same from a stream that ends with nullopt: one picture is in memory at a time.
  Prototypes learn(const std::function<std::optional<Support>()>& next_support);

  // Every pixel of the picture, at the picture's own size. panet::Error where the prototypes come
  // from another encoder.
  Segmentation segment(const PictureView& picture, const Prototypes& prototypes,
                       KeptScores scores = KeptScores::kAll);

  // The same where `input`, which input_of makes of the picture, was prepared elsewhere.
  Segmentation segment_prepared(const NetworkInput& input, const PictureView& picture,
                                const Prototypes& prototypes, KeptScores scores = KeptScores::kAll);

  // The parts of segment(), for those who reuse features; the whole picture alone, without tiles.
  // Any number of threads may ask for inputs, and may segment features, at once. picture: whose
  // size the result has and whose edges masks follow.
  NetworkInput input_of(const PictureView& picture) const;
  Features encode(const NetworkInput& input);
  Segmentation segment_features(const Features& features, const Prototypes& prototypes,
                                const PictureView& picture, KeptScores scores = KeptScores::kAll,
                                const Corrections& corrections = {}) const;

  // All that strokes in a picture say of a class, together with prototypes that were learned from
  // other pictures: which pixels surely are of it, and which surely are not. To learn from, where a
  // few strokes alone say too little. strokes: as in Corrections, both at least empty masks.
  Annotation completed(const Features& features, const Prototypes& prototypes,
                       std::size_t class_index, const Annotation& strokes,
                       const PictureView& picture) const;

  // Whether a picture holds each class of the prototypes: C numbers from 0 to 1, 0.5 being what
  // about 95 % of the pictures with a class come up to.
  std::vector<double> presences(const Features& features, const Prototypes& prototypes) const;

  // The labels alone.
  Labels label_features(const Features& features, const Prototypes& prototypes,
                        const PictureView& picture) const;

  const std::string& fingerprint() const { return model_->fingerprint; }
  const std::shared_ptr<const Model>& model() const { return model_; }
  const SegmenterOptions& options() const { return options_; }

 private:
  std::shared_ptr<const Shot> shot_of(const Support& support);

  // What is known of a picture before it is followed at its own size.
  struct Findings {
    MapStack logits;                // 1 + C, on the features' grid or finer
    std::vector<double> presences;  // C
  };
  Findings findings(const FeatureDirections& image, const Prototypes& prototypes,
                    const QueryAdaptation& adaptation) const;
  Findings tiled_findings(const Features& whole, const std::vector<TilePlace>& tiles,
                          const Prototypes& prototypes, const PictureView& picture);
  Segmentation segmentation_of(Findings findings, const PictureView& picture, KeptScores kept,
                               const std::vector<double>& thresholds = {}) const;

  std::shared_ptr<const Model> model_;
  SegmenterOptions options_;
  std::unique_ptr<InferenceEngine> engine_;
};

}  // namespace panet
