#include "train/training_episode.h"

#include "panet/base/random_stream.h"
#include "panet/image/void_label.h"
#include "train/base_head.h"
#include "train/network/torch_compute.h"
#include "train/network/torch_view.h"
#include "train/usable_episode.h"

namespace panet {
namespace {

// Sets what is drawn here apart from the episodes, which are drawn with the same seed.
constexpr uint64_t kSeedOfVariation = 0x7C3E'51B2'90A4'D86F;

SupportAnnotationOptions annotation_drawn(RandomStream& random, std::size_t episode,
                                          const TrainingEpisodeOptions& options) {
  const auto kind = options.annotations[random.below(options.annotations.size())];
  return {.kind = kind, .scribble = options.scribble, .seed = options.seed + episode};
}

// Where any of the classes is.
Mask object_of(const PictureLabels& labels, const std::vector<int>& classes) {
  return mapped<Mask>(query_labels(labels, classes), [](uint8_t label) {
    return static_cast<uint8_t>(label != 0 && label != kVoid);
  });
}

// Makes what the loss takes, picture by picture.
class Pictures {
 public:
  Pictures(const Dataset& dataset, const Episode& episode, const PictureSource& source,
           RandomStream& random, const TrainingEpisodeOptions& options)
      : dataset_(dataset), episode_(episode), source_(source), random_(random), options_(options) {}

  void add_support(std::size_t picture, int class_id,
                   const SupportAnnotationOptions& annotation_options) {
    const auto augmentation = drawn_augmentation(options_.augmentation, random_);
    auto view = view_of(picture, {class_id});
    auto annotation =
        support_annotation(dataset_, view, class_id, episode_.classes, annotation_options);
    add_image(std::move(view), augmentation);
    foreground_.push_back(augmentation.of_map(tensor_of(std::move(annotation.foreground))));
    background_.push_back(augmentation.of_map(tensor_of(std::move(annotation.background))));
  }

  void add_query(std::size_t picture) {
    const auto augmentation = drawn_augmentation(options_.augmentation, random_);
    auto view = view_of(picture, episode_.classes);
    labels_.push_back(augmentation.of_map(tensor_of(query_labels(view.labels, episode_.classes))));
    add_image(std::move(view), augmentation);
  }

  TrainingEpisode all(std::size_t index) const {
    const auto by_way = [&](const std::vector<torch::Tensor>& masks) {
      return torch::stack(masks).unflatten(0, {std::ssize(episode_.classes), -1});
    };
    return {.episode = episode_,
            .index = index,
            .images = torch::cat(images_).contiguous(torch::MemoryFormat::ChannelsLast),
            .foreground = by_way(foreground_),
            .background = by_way(background_),
            .labels = torch::stack(labels_),
            .base_labels = base_labels_.empty() ? torch::Tensor() : torch::stack(base_labels_),
            .left_out = {}};
  }

 private:
  PreparedPicture view_of(std::size_t picture, const std::vector<int>& classes) {
    const auto decoded = source_(picture);
    require_seen(dataset_, picture, seen_classes(decoded->content.labels), classes);
    const auto object = [&] { return object_of(decoded->content.labels, classes); };
    return prepared(*decoded, options_.input_size,
                    drawn_window(options_.augmentation, object, random_));
  }

  void add_image(PreparedPicture view, const Augmentation& augmentation) {
    images_.push_back(augmentation.of_input(image_of(tensor_of(std::move(view.input))))
                          .to(scalar_type(options_.precision)));
    if (options_.base_classes.empty()) return;
    base_labels_.push_back(
        augmentation.of_map(tensor_of(base_labels(view.labels, options_.base_classes))));
  }

  const Dataset& dataset_;
  const Episode& episode_;
  const PictureSource& source_;
  RandomStream& random_;
  const TrainingEpisodeOptions& options_;
  std::vector<torch::Tensor> images_, foreground_, background_, labels_, base_labels_;
};

RandomStream random_of(std::size_t index, const TrainingEpisodeOptions& options) {
  return {options.seed ^ kSeedOfVariation, index};
}

void change_tensors(TrainingEpisode& episode,
                    const std::function<torch::Tensor(torch::Tensor)>& change) {
  for (auto* tensor : {&episode.images, &episode.foreground, &episode.background, &episode.labels,
                       &episode.base_labels})
    if (tensor->defined()) *tensor = change(*tensor);
}

}  // namespace

SupportAnnotationOptions support_annotation_options(std::size_t index,
                                                    const TrainingEpisodeOptions& options) {
  auto random = random_of(index, options);
  return annotation_drawn(random, index, options);
}

TrainingEpisode training_episode(const Dataset& dataset, const Episode& episode, std::size_t index,
                                 const PictureSource& source,
                                 const TrainingEpisodeOptions& options) {
  auto random = random_of(index, options);
  const auto annotation = annotation_drawn(random, index, options);
  Pictures pictures(dataset, episode, source, random, options);
  for (std::size_t way = 0; way < episode.classes.size(); ++way)
    for (const std::size_t support : episode.support[way])
      pictures.add_support(support, episode.classes[way], annotation);
  for (const std::size_t query : episode.queries) pictures.add_query(query);
  return pictures.all(index);
}

TrainingEpisode on_device(TrainingEpisode episode, torch::Device device) {
  change_tensors(episode,
                 [&](const auto& tensor) { return tensor.to(device, /*non_blocking=*/true); });
  return episode;
}

TrainingEpisode pinned(TrainingEpisode episode) {
  change_tensors(episode, [](const auto& tensor) { return tensor.pin_memory(); });
  return episode;
}

}  // namespace panet
