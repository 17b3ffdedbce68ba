#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Everything that an experiment is. Defaults are the paper's recipe (Sec. 4.1) for PASCAL-5i, 1-way
// 1-shot; what the paper does not have is off. Names and ranges of the keys of a configuration file
// are in src/train/config_keys.cpp, one line each.
struct TrainingConfig {
  int64_t seed = 1234;
  std::string split = "1";  // whose classes are left out for testing; "none": train on all classes
  int64_t steps = 30'000;
  int64_t batch = 1;       // episodes that go through the encoder together
  int64_t accumulate = 1;  // batches of a step, on each rank

  int64_t ways = 1, shots = 1, queries = 1;
  std::vector<std::string> annotation = {"dense"};  // each episode draws one of these
  int64_t scribble_dilation = 0;                    // pixels

  double query_weight = 1;  // of the queries' loss; 0 trains by what else there is
  bool par = true;          // prototype alignment regularisation
  double par_weight = 1;    // of its loss beside the query's (paper Sec. 3.4)
  double self_weight = 0;   // of the loss of pictures segmented by their own prototypes

  // Cross entropy of all pictures over the base classes, by learnt prototypes (BaseHead).
  struct Base {
    double weight = 0;  // of that loss; 0: none
    double lr = 50;     // what the learning rate is multiplied by for the prototypes
  } base;

  struct Data {
    std::string root;
    // Folders of further data sets. Episodes come from `root` and these in turn; all their classes
    // are trained on, whatever the split.
    std::vector<std::string> also;
    std::string kind;  // voc, coco, fss, folder; empty: what lies in `root` tells
    std::string image_set = "trainaug";
    std::string folds = "consecutive";  // coco: or "interleaved"
    std::string classes;                // fss, folder: a file with the only classes of `root`
    bool allow_missing = false;
    std::string unusable = "leave out";  // pictures, where they are drawn; or "stop"
    double least_share = 0;  // of a picture that a class covers where it is drawn for it
  } data;

  struct Model {
    std::string encoder = "vgg16";
    std::string weights;         // to start from; empty: random numbers after Kaiming He
    std::string stride = "3x3";  // ResNets whose weights do not tell: "1x1" or "3x3"
    int64_t size = 417;          // pixels, the side of the encoder's input
    // Of the features trained on; "16": every second one in both directions, for speed. What is
    // learned is used at 8.
    std::string output_stride = "8";
  } model;

  struct Optimizer {
    std::string kind = "sgd";  // or "adamw"
    double lr = 1e-3, momentum = 0.9, weight_decay = 5e-4;
    double layer_decay =
        1;                 // of the learning rate, from each stage of the encoder to the one before
    double early_lr = 1;   // what it is multiplied by in the first two stages; 0: they stay as is
    double clip_norm = 0;  // longest gradient, all parameters together; 0: any
  } optimizer;

  struct Schedule {
    std::string kind = "step";  // or "cosine", "constant"
    int64_t every = 10'000;     // step: divided after so many steps ...
    double factor = 0.1;        // ... multiplied by this
    int64_t warmup = 0;         // steps in which the learning rate rises from 0
    double final = 0;           // cosine: the share of lr that is left at the end
  } schedule;

  struct Augment {
    bool flip = true;   // left and right, every other picture
    double colour = 0;  // brightness, contrast, saturation change by up to this share
    double scale = 1;   // pictures are enlarged up to so many times
    double crop = 0;    // the share of pictures that are cropped, see AugmentationOptions
    double crop_least = 1, crop_most = 1;  // their longer side, in sides of the input
  } augment;

  double ema = 0;  // decay of the exponential moving average of weights; 0: none

  struct Validate {
    int64_t every = 0;  // steps; 0: never
    int64_t episodes = 200;
    int64_t ways = 0, shots = 0;  // 0: as in training
    std::string image_set = "val";
    int64_t seed = 4321;   // of the episodes, which stay the same
    int64_t pictures = 3;  // the best, the median and the worst so many are drawn; 0: none
    int64_t patience = 0;  // stop after so many validations without a new best; 0: never
  } validate;
};

// "optimizer.lr=1e-4"
struct ConfigOverride {
  std::string key, value;
};

// Parses "KEY=VALUE"; panet::Error where there is no "=".
ConfigOverride parse_override(const std::string& text);

// Reads a TOML file over the defaults. panet::Error names file, line and key: no TOML, an unknown
// key (with the nearest known one), a value of another type, out of range, or none of the words
// that are known.
TrainingConfig read_training_config(const std::filesystem::path& path);

// The same from a text; `source` is what errors name.
TrainingConfig parse_training_config(const std::string& toml, const std::string& source);

// Sets one key; the value is TOML, or a text without quotes ("data.root=/data/VOC2012",
// "annotation=dense,box"). panet::Error as above.
void override_config(TrainingConfig& config, const ConfigOverride& change);

// The whole configuration as TOML; parse_training_config gives it back.
std::string toml_of(const TrainingConfig& config);

// Keys in which two configurations differ, those left out that may change when a run goes on: how
// long it goes (but under a cosine, which falls over all steps), what is validated, and where its
// files lie. Each as "KEY (A, now B)".
std::vector<std::string> changed_keys(const TrainingConfig& before, const TrainingConfig& now);

// The same for a rank and the first one, those left out that may differ: where files lie, and what
// the first rank does alone. Each as "KEY (A, here B)".
std::vector<std::string> differing_keys(const TrainingConfig& first, const TrainingConfig& here);

// All keys with their defaults and meanings, a line each.
std::string config_help();

}  // namespace panet
