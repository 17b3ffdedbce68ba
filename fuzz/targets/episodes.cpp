#include "input_file.h"
#include "panet/episode/episode_file.h"

namespace panet::fuzz {
namespace {

// Two classes in three pictures, of which the last holds both.
class SmallDataset : public Dataset {
 public:
  SmallDataset() {
    picture_names_ = {"a", "b", "c"};
    classes_ = {{.id = 1, .name = "cat", .pictures = {0, 2}},
                {.id = 2, .name = "dog", .pictures = {1, 2}}};
  }
  Picture picture(std::size_t) const override { return Picture(4, 4); }
  PictureLabels labels(std::size_t, PictureSize size) const override { return {.size = size}; }
};

void read_some_episodes(Bytes file) {
  static const SmallDataset dataset;
  for (const EpisodeSet& set : read_episodes(input_file(file), dataset))
    for (const Episode& episode : set.episodes)
      expect(std::ssize(episode.classes) == set.ways && std::ssize(episode.support) == set.ways,
             "an episode has as many ways as it says");
}

const Enlisted kEpisodes({.name = "episodes", .read = read_some_episodes});

}  // namespace
}  // namespace panet::fuzz
