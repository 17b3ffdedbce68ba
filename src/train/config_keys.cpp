#include "train/config_keys.h"

#include "panet/model/encoder_graph.h"

namespace panet {
namespace {

constexpr double kMany = 1e9;
const std::vector<std::string> kStrides = {"1x1", "3x3"};

std::vector<ConfigKey> experiment_keys(TrainingConfig& c) {
  // A cosine falls over all steps: with another number of them it would have fallen otherwise.
  const bool may_go_on_longer = c.schedule.kind != "cosine";
  return {
      {"seed", &c.seed, "of episodes, augmentation, and weights that begin at random", 0, 1e15},
      {"split", &c.split, "whose classes are left out for testing, 1 to 4; none: all are trained"},
      {"steps", &c.steps, "updates of the weights", 1, kMany, {}, may_go_on_longer},
      {"batch", &c.batch, "episodes that go through the encoder together", 1, 1000},
      {"accumulate", &c.accumulate, "batches of a step, on each rank", 1, 10'000},
      {"ways", &c.ways, "classes of an episode", 1, 254},
      {"shots", &c.shots, "annotated pictures of each class", 1, 1000},
      {"queries", &c.queries, "pictures to segment in an episode", 1, 1000},
      {"annotation",
       &c.annotation,
       "of the supports, drawn for each episode from this list",
       0,
       0,
       {"dense", "scribble", "box"}},
      {"scribble_dilation", &c.scribble_dilation, "pixels by which drawn scribbles grow", 0, 100},
      {"query_weight", &c.query_weight, "of the queries' loss; 0: train by the other losses alone",
       0, 1000},
      {"par", &c.par, "whether the query segments the supports back (PAR)"},
      {"par_weight", &c.par_weight, "of that loss", 0, 1000},
      {"self_weight", &c.self_weight, "of the loss of pictures by their own prototypes; 0: none", 0,
       1000},
      {"base.weight", &c.base.weight,
       "of cross entropy over the base classes by learnt prototypes; 0: none", 0, 1000},
      {"base.lr", &c.base.lr, "what the learning rate is multiplied by for these", 0, 1e6},
      {"ema", &c.ema, "decay of the moving average of weights, as 0.999; 0: none", 0, 0.999999},
  };
}

std::vector<ConfigKey> data_keys(TrainingConfig& c) {
  return {
      {"data.root", &c.data.root, "folder of the data set", 0, 0, {}, true, true},
      {"data.also",
       &c.data.also,
       "folders of further data sets, all of whose classes are trained on, in turn with the first",
       0,
       0,
       {},
       true,
       true},
      {"data.kind",
       &c.data.kind,
       "voc, coco, fss, folder; empty: what lies in the folder tells",
       0,
       0,
       {"", "voc", "coco", "fss", "folder"}},
      {"data.image_set", &c.data.image_set,
       "voc: a list of ImageSets/Segmentation/; coco: train, ..."},
      {"data.folds",
       &c.data.folds,
       "coco: how classes are dealt to splits",
       0,
       0,
       {"consecutive", "interleaved"}},
      {"data.classes",
       &c.data.classes,
       "fss, folder: a file with a class a line, the only ones of data.root",
       0,
       0,
       {},
       false,
       true},
      {"data.allow_missing", &c.data.allow_missing, "leave pictures out whose files are not there"},
      {"data.unusable",
       &c.data.unusable,
       "pictures that cannot be read, or whose annotation cannot be used",
       0,
       0,
       {"leave out", "stop"},
       true},
      {"data.least_share", &c.data.least_share,
       "of a picture that a class covers, as 0.005, where it is drawn for the class", 0, 1},
  };
}

std::vector<ConfigKey> model_keys(TrainingConfig& c) {
  return {
      {"model.encoder", &c.model.encoder, "which network embeds pictures", 0, 0,
       known_architectures()},
      {"model.weights",
       &c.model.weights,
       "a file to start from (ImageNet's, or a model of ours); empty: random",
       0,
       0,
       {},
       true,
       true},
      {"model.stride", &c.model.stride, "ResNets whose weights do not tell: where the stride sits",
       0, 0, kStrides},
      {"model.size", &c.model.size, "pixels, the side to which pictures are resized", 32, 4096},
      {"model.output_stride",
       &c.model.output_stride,
       "16: train on every second feature, a ResNet in 0.4 of the time",
       0,
       0,
       {"8", "16"}},
  };
}

std::vector<ConfigKey> optimizer_keys(TrainingConfig& c) {
  return {
      {"optimizer.kind", &c.optimizer.kind, "SGD with momentum, or AdamW", 0, 0, {"sgd", "adamw"}},
      {"optimizer.lr", &c.optimizer.lr, "learning rate", 0, 1000},
      {"optimizer.momentum", &c.optimizer.momentum, "of the gradients", 0, 0.999999},
      {"optimizer.weight_decay", &c.optimizer.weight_decay, "pull of the weights towards 0", 0, 1},
      {"optimizer.layer_decay", &c.optimizer.layer_decay,
       "of the learning rate from each stage of the encoder to the one before", 0, 1},
      {"optimizer.early_lr", &c.optimizer.early_lr,
       "share of the learning rate for the first two stages; 0: they are not trained", 0, 1},
      {"optimizer.clip_norm", &c.optimizer.clip_norm, "longest gradient; 0: any", 0, kMany},
      {"schedule.kind",
       &c.schedule.kind,
       "of the learning rate",
       0,
       0,
       {"step", "cosine", "constant"}},
      {"schedule.every", &c.schedule.every, "step: steps between two falls", 1, kMany},
      {"schedule.factor", &c.schedule.factor, "step: what a fall multiplies by", 0, 1},
      {"schedule.warmup", &c.schedule.warmup, "steps in which it rises from 0", 0, kMany},
      {"schedule.final", &c.schedule.final, "cosine: the share that is left at the end", 0, 1},
  };
}

std::vector<ConfigKey> augment_keys(TrainingConfig& c) {
  return {
      {"augment.flip", &c.augment.flip, "left and right, every other picture"},
      {"augment.colour", &c.augment.colour,
       "brightness, contrast and saturation change by up to this share", 0, 1},
      {"augment.scale", &c.augment.scale, "pictures are enlarged up to so many times", 1, 8},
      {"augment.crop", &c.augment.crop,
       "share of pictures of which a square is cut out, at their own proportions", 0, 1},
      {"augment.crop_least", &c.augment.crop_least,
       "the longer side of such a picture, in sides of the input, at least", 0.1, 8},
      {"augment.crop_most", &c.augment.crop_most, "the same at most", 0.1, 8},
  };
}

std::vector<ConfigKey> validate_keys(TrainingConfig& c) {
  auto& v = c.validate;
  std::vector<ConfigKey> keys = {
      {"validate.every", &v.every, "steps; 0: never", 0, kMany},
      {"validate.episodes", &v.episodes, "of the classes left out", 1, 1e6},
      {"validate.ways", &v.ways, "0: as in training", 0, 254},
      {"validate.shots", &v.shots, "0: as in training", 0, 1000},
      {"validate.image_set", &v.image_set, "where its pictures come from"},
      {"validate.seed", &v.seed, "of its episodes", 0, 1e15},
      {"validate.pictures",
       &v.pictures,
       "best, median and worst episodes to draw, each",
       0,
       100,
       {},
       true,
       true},
      {"validate.patience", &v.patience, "stop after so many without a new best; 0: never", 0,
       kMany},
  };
  for (auto& key : keys) key.may_change = true;
  return keys;
}

}  // namespace

std::vector<ConfigKey> keys_of(TrainingConfig& config) {
  std::vector<ConfigKey> all;
  for (const auto part :
       {experiment_keys, data_keys, model_keys, optimizer_keys, augment_keys, validate_keys})
    for (auto& key : part(config)) all.push_back(std::move(key));
  return all;
}

}  // namespace panet
