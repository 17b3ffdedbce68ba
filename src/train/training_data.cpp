#include "train/training_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fingerprint.h"
#include "dataset/coco_sets.h"
#include "dataset/joined_dataset.h"
#include "dataset/missing_pictures.h"
#include "dataset/voc_layout.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet {
namespace {

constexpr const char* kNoneLeftOut = "none";

// Where a configuration of the paper is used for pictures of one's own.
std::string advice(DatasetKind kind, const std::filesystem::path& root) {
  if (!std::filesystem::is_directory(root)) return "";
  const auto seen = dataset_kind_of(root);
  if (seen == kind || kind == DatasetKind::kFss) return "";
  return fmt::format("; data.kind is '{}', but {} looks like '{}': say data.kind={}", text_of(kind),
                     root.string(), text_of(seen), text_of(seen));
}

OpenedDataset opened(const TrainingConfig& config, const std::string& image_set, double least_share,
                     const OnOpening& on_opening) {
  const auto& data = config.data;
  if (data.root.empty())
    throw Error("data.root: say where the data set lies, as data.root=VOCdevkit/VOC2012");
  const DatasetOptions options = {
      .image_set = image_set,
      .allow_missing = data.allow_missing,
      .least_area = {.share = least_share},
      .fold_order = data.folds == "interleaved" ? FoldOrder::kInterleaved : FoldOrder::kConsecutive,
      .class_list = data.classes,
      .on_progress = [&](std::size_t done, std::size_t total) {
        on_opening(image_set, done, total);
      }};
  const auto kind = data.kind.empty() ? dataset_kind_of(data.root) : parse_dataset_kind(data.kind);
  try {
    return open_dataset(kind, data.root, options);
  } catch (const MissingPictures&) {
    throw;
  } catch (const Error& error) {
    throw Error(error.what() + advice(kind, data.root));
  }
}

// The classes to test on; nothing where all are trained on.
std::optional<Fold> novel_fold(const TrainingConfig& config, const std::vector<Fold>& folds) {
  if (config.split == kNoneLeftOut) return std::nullopt;
  const auto found = std::find_if(folds.begin(), folds.end(),
                                  [&](const Fold& fold) { return fold.name == config.split; });
  if (folds.size() > 1 && found != folds.end()) return *found;
  throw Error(
      folds.size() > 1
          ? fmt::format("split: '{}' is none of 1 to {}, or none", config.split, folds.size())
          : fmt::format("split: '{}', but {} has no splits; say split=none to train on "
                        "all its classes",
                        config.split, config.data.root));
}

// A data set and those of its classes that are trained on.
struct Source {
  JoinedDataset::Part part;
  Fold fold;
};

// By the names that pictures and classes have in their own data sets: folders may be renamed.
std::string fingerprint_of(const std::vector<Source>& sources) {
  Fingerprint fingerprint;
  for (const auto& [part, fold] : sources)
    for (const std::size_t c : fold.classes) {
      const auto& one = part.dataset->classes()[c];
      fingerprint.add(one.name).add(std::ssize(one.pictures));
      for (const std::size_t picture : one.pictures)
        fingerprint.add(part.dataset->picture_names()[picture]);
    }
  return fingerprint.hexadecimal();
}

// A folder's own name, also where its path ends with a slash.
std::string name_of_folder(const std::filesystem::path& path) {
  return std::filesystem::absolute(path / "").lexically_normal().parent_path().filename().string();
}

Source first_source(const TrainingConfig& config, const OnOpening& on_opening) {
  auto [dataset, folds] =
      opened(config, config.data.image_set, config.data.least_share, on_opening);
  const auto class_count = dataset->classes().size();
  const auto novel = novel_fold(config, folds);
  return {.part = {.name = config.data.root, .dataset = std::move(dataset)},
          .fold = novel ? base_of(*novel, class_count) : fold_of_all(class_count)};
}

bool has_coco_set(const std::filesystem::path& root, const std::string& name) {
  try {
    find_coco_set(root, name);
    return true;
  } catch (const Error&) {
    return false;  // whoever opens it says why
  }
}

bool has_image_set(DatasetKind kind, const std::filesystem::path& root, const std::string& name) {
  if (kind == DatasetKind::kCoco) return has_coco_set(root, name);
  if (kind != DatasetKind::kVoc) return true;  // one of all pictures
  return std::filesystem::is_regular_file(image_set_file(voc_folder(root), name));
}

// A further data set may be of another kind, where training pictures are called otherwise.
std::string further_image_set(const std::filesystem::path& root, const std::string& named) {
  const auto kind = dataset_kind_of(root);
  std::vector<std::string> names = {named, "trainaug", "train"};
  if (kind == DatasetKind::kCoco)
    if (const auto sets = coco_sets(root); sets.size() == 1) names.push_back(sets[0].name);
  for (const auto& name : names) {
    if (!has_image_set(kind, root, name)) continue;
    if (name != named)
      note(fmt::format("{}: no image set {} (data.image_set) is there; {} is trained on",
                       root.string(), named, name));
    return name;
  }
  return named;
}

Source further_source(TrainingConfig config, const std::string& root, const OnOpening& on_opening) {
  config.data.root = root;
  config.data.kind = "";
  config.data.classes = "";
  try {
    const auto image_set = further_image_set(root, config.data.image_set);
    auto dataset = opened(config, image_set, config.data.least_share, on_opening).dataset;
    const auto class_count = dataset->classes().size();
    return {.part = {.name = name_of_folder(root), .dataset = std::move(dataset)},
            .fold = fold_of_all(class_count)};
  } catch (const MissingPictures&) {
    throw;
  } catch (const Error& error) {
    throw Error(fmt::format("data.also: {}", error.what()));
  }
}

TrainingData joined(std::vector<Source> sources) {
  TrainingData data = {.dataset = {}, .folds = {}, .fingerprint = fingerprint_of(sources)};
  if (sources.size() == 1) {
    data.dataset = std::move(sources[0].part.dataset);
    data.folds = {std::move(sources[0].fold)};
    return data;
  }
  std::vector<JoinedDataset::Part> parts;
  for (auto& source : sources) parts.push_back(std::move(source.part));
  auto dataset = std::make_unique<JoinedDataset>(std::move(parts));
  for (std::size_t i = 0; i < sources.size(); ++i)
    data.folds.push_back(dataset->fold_here(i, sources[i].fold));
  data.dataset = std::move(dataset);
  return data;
}

}  // namespace

TrainingData open_training_data(const TrainingConfig& config, const OnOpening& on_opening) {
  std::vector<Source> sources;
  sources.push_back(first_source(config, on_opening));
  for (const auto& root : config.data.also)
    sources.push_back(further_source(config, root, on_opening));
  return joined(std::move(sources));
}

ClassPictures open_validation_data(const TrainingConfig& config, const OnOpening& on_opening) {
  auto [dataset, folds] = opened(config, config.validate.image_set, /*least_share=*/0, on_opening);
  auto fold = novel_fold(config, folds).value_or(fold_of_all(dataset->classes().size()));
  return {.dataset = std::move(dataset), .fold = std::move(fold)};
}

}  // namespace panet
