#include "panet/train/training_episode.h"

#include <algorithm>

#include "panet/data/random_stream.h"
#include "panet/model/losses.h"

namespace panet {
namespace {

// Sets what is drawn here apart from the episodes, which are drawn with the same seed.
constexpr uint64_t kSeedOfVariation = 0x7C3E'51B2'90A4'D86F;

// Draws what is random in one episode.
struct Variation {
  RandomStream& random;
  const TrainingEpisodeOptions& options;

  SupportAnnotationOptions annotation(std::size_t episode) {
    const auto kind = options.annotations[random.below(options.annotations.size())];
    return {.kind = kind, .scribble = options.scribble, .seed = options.seed + episode};
  }

  // object: H x W, what should not be lost from sight.
  Augmentation augmentation(const torch::Tensor& object) {
    const auto& limits = options.augmentation;
    const auto factor = [&] {
      return limits.colour == 0 ? 1 : random.between(1 - limits.colour, 1 + limits.colour);
    };
    Augmentation drawn = {.flip = limits.flip && random.below(2) == 1,
                          .brightness = factor(),
                          .contrast = factor(),
                          .saturation = factor()};
    if (limits.scale > 1) place_window(drawn, object);
    return drawn;
  }

 private:
  // Anywhere around a pixel of the object.
  void place_window(Augmentation& drawn, const torch::Tensor& object) {
    drawn.side = 1 / random.between(1, options.augmentation.scale);
    const auto pixels = object.nonzero();
    double y = random.between(0, 1), x = random.between(0, 1);
    if (pixels.size(0) > 0) {
      const auto pixel =
          pixels[static_cast<int64_t>(random.below(static_cast<std::size_t>(pixels.size(0))))];
      y = (pixel[0].item<double>() + 0.5) / static_cast<double>(object.size(0));
      x = (pixel[1].item<double>() + 0.5) / static_cast<double>(object.size(1));
    }
    const auto corner = [&](double middle) {
      return random.between(std::max(0.0, middle - drawn.side), std::min(middle, 1 - drawn.side));
    };
    drawn.y = corner(y);
    drawn.x = corner(x);
  }
};

// What is collected picture by picture.
struct Parts {
  std::vector<torch::Tensor> images, foreground, background, labels;

  void add_image(const Augmentation& augmentation, const PreparedPicture& picture,
                 torch::ScalarType precision) {
    images.push_back(augmentation.of_input(picture.input).to(precision));
  }
};

torch::Tensor is_object(const torch::Tensor& labels) {
  return labels.gt(0).logical_and_(labels.ne(kVoid));
}

RandomStream random_of(std::size_t index, const TrainingEpisodeOptions& options) {
  return {options.seed ^ kSeedOfVariation, index};
}

}  // namespace

SupportAnnotationOptions support_annotation_options(std::size_t index,
                                                    const TrainingEpisodeOptions& options) {
  auto random = random_of(index, options);
  return Variation{random, options}.annotation(index);
}

TrainingEpisode training_episode(const Dataset& dataset, const Episode& episode, std::size_t index,
                                 const PictureSource& pictures,
                                 const TrainingEpisodeOptions& options) {
  auto random = random_of(index, options);
  Variation variation{random, options};
  const auto annotation_options = variation.annotation(index);
  Parts parts;
  for (std::size_t way = 0; way < episode.classes.size(); ++way) {
    for (const std::size_t support : episode.support[way]) {
      const auto picture = pictures(support);
      const auto annotation = support_annotation(dataset, *picture, episode.classes[way],
                                                 episode.classes, annotation_options);
      const auto augmentation = variation.augmentation(annotation.foreground);
      parts.add_image(augmentation, *picture, options.precision);
      parts.foreground.push_back(augmentation.of_map(annotation.foreground));
      parts.background.push_back(augmentation.of_map(annotation.background));
    }
  }
  for (const std::size_t query : episode.queries) {
    const auto picture = pictures(query);
    const auto labels = query_labels(picture->labels, episode.classes);
    const auto augmentation = variation.augmentation(is_object(labels));
    parts.add_image(augmentation, *picture, options.precision);
    parts.labels.push_back(augmentation.of_map(labels));
  }
  const auto by_way = [&](const std::vector<torch::Tensor>& masks) {
    return torch::stack(masks).unflatten(0, {std::ssize(episode.classes), -1});
  };
  return {.episode = episode,
          .index = index,
          .images = torch::cat(parts.images).contiguous(torch::MemoryFormat::ChannelsLast),
          .foreground = by_way(parts.foreground),
          .background = by_way(parts.background),
          .labels = torch::stack(parts.labels),
          .left_out = {}};
}

TrainingEpisode on_device(TrainingEpisode episode, torch::Device device) {
  for (auto* tensor : {&episode.images, &episode.foreground, &episode.background, &episode.labels})
    *tensor = tensor->to(device, /*non_blocking=*/true);
  return episode;
}

TrainingEpisode pinned(TrainingEpisode episode) {
  for (auto* tensor : {&episode.images, &episode.foreground, &episode.background, &episode.labels})
    *tensor = tensor->pin_memory();
  return episode;
}

}  // namespace panet
