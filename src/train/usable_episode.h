#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "panet/base/error.h"
#include "panet/dataset/dataset.h"
#include "panet/episode/episode.h"

namespace panet {

// A picture or its annotation that cannot be used, where the training is to stop at it; or a class
// of which too few are left.
class UnusablePicture : public Error {
 public:
  using Error::Error;
};

// The classes of which labels have a pixel: an outline may be smaller than one.
std::set<int> seen_classes(const PictureLabels& labels);

// panet::Error, which names the picture, where none of `classes` is among those seen in it.
void require_seen(const Dataset& dataset, std::size_t picture, const std::set<int>& seen,
                  const std::vector<int>& classes);

// A picture that an episode went without, and why.
struct LeftOutPicture {
  std::size_t picture = 0;
  std::string reason;  // names the file
};

struct UsableEpisode {
  Episode episode;
  std::vector<LeftOutPicture> left_out;
};

// Uses a picture as an episode would: as a support of a class, or, without one, as a query.
// panet::Error where that cannot be done.
using UsePicture = std::function<void(std::size_t picture, std::optional<int> support_of)>;

// Episode `index` of `sampler`, in which spares of the same class have taken the place of pictures
// that cannot be used. It depends on the episode and on which pictures those are, and on nothing
// else: whoever asks, and whenever, gets the same. UnusablePicture where a class has too few left.
UsableEpisode usable_episode(const Dataset& dataset, const EpisodeSampler& sampler,
                             std::size_t index, const UsePicture& use);

}  // namespace panet
