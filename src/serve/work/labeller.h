#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/project/project.h"
#include "serve/work/clicked_object.h"
#include "serve/work/encoded_photos.h"
#include "serve/work/job.h"
#include "serve/work/job_report.h"
#include "serve/work/lately.h"
#include "serve/work/learner.h"
#include "serve/work/photos.h"
#include "serve/work/predictions.h"
#include "serve/work/refresher.h"

namespace panet::serve {

// The masks of a picture, at its own size or smaller.
struct PictureMasks {
  struct OfClass {
    ClassId class_id = 0;
    std::optional<Origin> origin;
    Mask mask;
    std::optional<Mask> object, surroundings;  // what a person painted
  };

  PictureId picture = 0;
  Revision revision = 0;
  PictureSize size;
  std::vector<OfClass> classes;
};

// What painting gave.
struct Painted {
  Revision revision = 0;
  PictureMasks masks;
  std::optional<PictureMasks> beside;
  double milliseconds = 0;
};

// What is in a picture that is not the project's.
struct FoundClasses {
  std::vector<ClassRow> classes;  // the first is label 1
  Segmentation segmentation;      // scores of the labels are kept
};

// What is looked at while painting.
struct Sight {
  std::optional<int64_t> side;  // of the longer side; none: the picture's own size
  // Another picture, whose masks are wanted, too; none are given where it cannot be read.
  std::optional<PictureId> beside;
};

// The work of the page: paints, learns, segments. What a call has changed is on the disk when it
// returns; what follows from it (the masks of other pictures) is made in the background. Any number
// of threads.
class Labeller {
 public:
  struct Options {
    std::filesystem::path cache;  // a folder for features and thumbnails
    std::size_t most_feature_bytes = 0;
  };

  // The segmenters' options say how classes are learned and found. on_job: hears how far the job
  // is, a few times a second, from its thread.
  Labeller(Project& project, std::shared_ptr<const Model> model, const SegmenterOptions& options,
           const Options& places, std::function<void(const JobReport&)> on_job);

  // The size of a picture has to be known before anything is said about it.
  void look_at(PictureId picture);

  // What stands in the project.
  PictureMasks masks(PictureId picture, std::optional<int64_t> side);

  Painted paint(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                const Sight& sight);
  // The same, and nothing is kept.
  Painted preview(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                  const Sight& sight);
  Painted set_threshold(PictureId picture, ClassId class_id, double threshold, const Sight& sight);
  void decide(PictureId picture, std::optional<ClassId> class_id, Decision decision);
  Change undo();
  Change redo();

  // Project::tell and Project::take_back, with what follows from them.
  void tell(PictureId picture, const std::string& annotation, const ToldPaintings& paintings);
  void take_back(const std::string& annotation);

  // All pictures that are not decided, from those looked at lately on; begins again where one runs.
  // panet::Error where no class has been painted.
  JobReport start_job();
  std::optional<JobReport> job() const;  // the last one
  void stop_job();

  // JPEG files. overlay: with the masks laid over.
  std::string thumbnail(PictureId picture, int64_t side, bool overlay);
  std::string image(PictureId picture, std::optional<int64_t> side);
  // Tell the same files apart from all that they were before.
  std::string thumbnail_tag(PictureId picture, int64_t side, bool overlay);
  std::string image_tag(PictureId picture, std::optional<int64_t> side);

  // What segmenting the next picture would be done with; no classes where nothing was painted.
  Prototypes prototypes() { return learner_.learned()->prototypes.copy(); }

  // What was learned, looked for in a picture of somebody's. Contradiction where nothing was.
  FoundClasses find_in(const Picture& picture);
  // The same in a picture of the project, as if nobody had painted in it.
  FoundClasses find_in(PictureId picture);

  // What was clicked at in a picture of somebody's; nothing of what was learned counts.
  Mask object_in(const Picture& picture, const Clicks& clicks);

  // The classes that find_in would find.
  std::vector<ClassRow> learned_classes();

  EncodedPhotos::Kept kept_features() const { return encoded_.kept(); }
  const Model& model() const { return *encoded_.segmenter().model(); }
  const SegmenterOptions& options() const { return encoded_.segmenter().options(); }
  Project& project() { return project_; }

 private:
  // panet::Error where a picture cannot be shown as it is painted in, before anything changes.
  void expect_seen(PictureId picture, const Sight& sight);
  void try_to_look_at(PictureId picture);
  std::optional<PictureMasks> masks_beside(PictureId picture, const Learned& learned,
                                           std::optional<int64_t> side);
  std::shared_ptr<const Features> features(PictureId picture);
  Photos::Pixels pixels(PictureId picture, std::optional<int64_t> side);
  PictureSize size_at(PictureId picture, std::optional<int64_t> side);
  std::vector<Prediction> predicted(PictureId picture, const Picture& pixels,
                                    const Learned& learned, const Draft* draft);
  PictureMasks live_masks(PictureId picture, const Learned& learned, std::optional<int64_t> side,
                          const Draft* draft);
  Painted shown_now(std::chrono::steady_clock::time_point began, PictureId picture,
                    const Learned& learned, const Sight& sight, const Draft* draft = nullptr);
  void draw_masks(PictureId picture, Picture& pixels);
  void refresh(PictureId picture);
  JobReport start_job(std::shared_ptr<const Learned> learned);
  void begin_again();
  std::vector<ClassRow> classes_of(const Learned& learned) const;
  std::vector<PictureId> pictures_to_segment();
  FoundClasses found_in(const Features& features, const Picture& picture);

  Project& project_;
  Photos photos_;
  EncodedPhotos encoded_;
  Learner learner_;
  Lately<PictureId> looked_at_{256};
  std::function<void(const JobReport&)> on_job_;
  mutable std::mutex job_mutex_;
  std::unique_ptr<Job> job_;
  // Last: its thread ends before what it uses.
  Refresher refresher_{[this](PictureId picture) { refresh(picture); }, [this] { begin_again(); }};
};

}  // namespace panet::serve
