#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "panet/segment/segmenter.h"
#include "panet/weights/prototype_file.h"
#include "segment/learning.h"
#include "serve/project/project.h"

namespace panet::serve {

// What was learned from all that people painted at some moment.
struct Learned {
  Prototypes prototypes;           // of no classes where nothing can be learned yet
  std::vector<ClassId> class_ids;  // in the order of the prototypes
  Revision revision = 0;           // of the latest support
};

// Learns the classes of a project. Of each support, what was pooled is kept, so that learning anew
// after one of them changed takes milliseconds. Any number of threads.
class Learner {
 public:
  using FeaturesOf = std::function<std::shared_ptr<const Features>(PictureId)>;

  // model: whose features `features_of` gives.
  Learner(const Project& project, std::shared_ptr<const Model> model,
          const SegmenterOptions& options, FeaturesOf features_of);

  std::shared_ptr<const Learned> learned();

  // The same where the class was painted in the picture like this, without keeping it.
  Learned learned_with(PictureId picture, ClassId class_id, const Painting& painting);

 private:
  using Key = std::tuple<PictureId, ClassId, Revision>;
  using ShotPointer = std::shared_ptr<const Shot>;
  struct SupportShot {
    SupportRow support;
    ShotPointer shot;
  };

  std::vector<SupportShot> shots();
  ShotPointer shot_of(const SupportRow& support);
  Learned learned_from(std::vector<SupportShot> shots) const;

  const Project& project_;
  std::shared_ptr<const Model> model_;
  SegmenterOptions options_;
  FeaturesOf features_of_;
  std::mutex mutex_;
  std::map<Key, ShotPointer> shots_;
  std::vector<Key> keys_;  // of `learned_`
  std::shared_ptr<const Learned> learned_;
};

}  // namespace panet::serve
