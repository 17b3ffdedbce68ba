#pragma once

#include <atomic>
#include <cstdint>
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

// Learns the classes of a project.
//
// Masks teach as they are. Strokes say little: those that begin a class tell what it looks like,
// and later ones lie where its masks were wrong, on what is least like it. A mean of these would
// move to where the mistakes are, so the later ones teach what they say together with what was
// known before (Segmenter::completed). Of each class, masks and the strokes that were begun first
// are its teachers, two at least; all other strokes are completed by what these teach alone, so
// that nothing hangs on the order in which pictures are mended.
//
// Of each support, what was pooled is kept, so that learning anew after one of them changed takes
// milliseconds. Any number of threads.
class Learner {
 public:
  // Of a picture of the project.
  struct Sources {
    std::function<std::shared_ptr<const Features>(PictureId)> features;  // by the segmenter
    std::function<std::shared_ptr<const Picture>(PictureId)> pixels;     // no longer than that:
  };
  static constexpr int64_t kLongestSide = 512;

  // The segmenter must outlive it.
  Learner(const Project& project, const Segmenter& segmenter, Sources sources);

  std::shared_ptr<const Learned> learned();

  // The same where the class was painted in the picture like this, without keeping it.
  Learned learned_with(PictureId picture, ClassId class_id, const Painting& painting);

 private:
  using Key = std::tuple<PictureId, ClassId, Revision>;
  using ShotPointer = std::shared_ptr<const Shot>;
  using LearnedPointer = std::shared_ptr<const Learned>;

  // A support, and what it teaches.
  struct Teaching {
    SupportRow support;
    bool is_whole = true;  // every pixel was said
    ShotPointer said;      // null where that teaches nothing
    ShotPointer completed;
    LearnedPointer completed_by;
    std::shared_ptr<const Lesson> draft;  // of one that is not the project's
  };

  struct ShotOfSupport {
    SupportRow support;
    ShotPointer shot;
  };

  struct Parted {
    std::vector<Teaching*> teachers, others;
  };

  // While a person draws, what was completed before is good enough.
  enum class Completions { kAnew, kAsTheyAre };

  std::vector<Teaching> teachings(const std::vector<SupportRow>& supports);
  Teaching teaching_of(const SupportRow& support, const Lesson& lesson) const;
  ShotPointer said_by(const SupportRow& support, const Annotation& annotation) const;
  LearnedPointer learned_from_teachers(const std::vector<ShotOfSupport>& teachers);
  static Parted parted(std::vector<Teaching>& teachings);
  std::vector<ShotOfSupport> shots_of(std::vector<Teaching>& teachings, Completions completions);
  void complete(Teaching& teaching, const LearnedPointer& known) const;
  ShotPointer completed(const Teaching& teaching, const Learned& known) const;
  void keep(const std::vector<Teaching>& teachings);
  Learned learned_from(std::vector<ShotOfSupport> shots) const;

  const Project& project_;
  const Segmenter& segmenter_;
  Sources sources_;
  std::atomic<Revision> last_draft_ = 0;  // negative: no revision of the project
  std::mutex mutex_;
  std::map<Key, Teaching> kept_;
  std::vector<Key> teacher_keys_;  // of `from_teachers_`
  LearnedPointer from_teachers_;
  std::vector<Key> keys_;  // of `learned_`
  LearnedPointer learned_;
};

}  // namespace panet::serve
