#include "serve/work/labeller.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <utility>

#include "image/nearest.h"
#include "image/shrunk.h"
#include "panet/base/error.h"
#include "panet/image/encode.h"
#include "panet/image/overlay.h"
#include "serve/work/job.h"
#include "serve/work/lately.h"
#include "serve/work/learner.h"
#include "serve/work/photos.h"
#include "serve/work/predictions.h"
#include "serve/work/refresher.h"

namespace panet::serve {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// One class's painting that is not the project's.
struct Draft {
  PictureId picture;
  ClassId class_id;
  const Painting* painting;
};

std::string jpeg(const Picture& picture) {
  const auto bytes = encoded_picture("picture.jpg", picture);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// At another size, where it has one.
std::optional<Painting> resized(const Painting* painting, PictureSize size) {
  if (painting == nullptr) return std::nullopt;
  return resized_to_nearest(*painting, size);
}

PictureMasks::OfClass shown(ClassId class_id, std::optional<Origin> origin, Mask mask,
                            const std::optional<Painting>& painting) {
  PictureMasks::OfClass shown = {.class_id = class_id,
                                 .origin = origin,
                                 .mask = std::move(mask),
                                 .object = {},
                                 .surroundings = {}};
  if (!painting) return shown;
  shown.object = object_of(*painting);
  shown.surroundings = surroundings_of(*painting);
  return shown;
}

PictureMasks::OfClass shown(const StandingMask& standing, PictureSize size) {
  return shown(standing.class_id, standing.origin, resized_to_nearest(standing.mask, size),
               resized(standing.painting ? &*standing.painting : nullptr, size));
}

// Each pixel the number of its class in `masks`, from 1 on.
Labels labels_of(const PictureMasks& masks) {
  Labels labels(masks.size);
  for (std::size_t c = 0; c < masks.classes.size(); ++c) {
    const auto mask = masks.classes[c].mask.all();
    for (std::size_t i = 0; i < mask.size(); ++i)
      if (mask[i] != 0) labels.all()[i] = static_cast<uint8_t>(c + 1);
  }
  return labels;
}

bool is_decided(const std::vector<ClassInPicture>& classes, ClassId id) {
  const auto found = std::ranges::find(classes, id, &ClassInPicture::class_id);
  return found != classes.end() && found->decision != Decision::kUndecided;
}

}  // namespace

class Labeller::Work {
 public:
  Work(Project& project, std::shared_ptr<const Model> model, const SegmenterOptions& options,
       const Options& places, std::function<void(const JobReport&)> on_job)
      : project_(project),
        photos_(project, places.cache / "thumbnails"),
        encoded_(Segmenter(model, options), places.cache / "features", places.most_feature_bytes),
        learner_(project, model, options, [this](PictureId picture) { return features(picture); }),
        on_job_(std::move(on_job)) {}

  Project& project() { return project_; }
  EncodedPhotos& encoded() { return encoded_; }

  PictureMasks standing_masks(PictureId picture, std::optional<int64_t> side);
  Painted painted(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                  const Sight& sight);
  Painted previewed(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                    const Sight& sight);
  Painted moved(PictureId picture, ClassId class_id, double threshold, const Sight& sight);
  void decide(PictureId picture, std::optional<ClassId> class_id, Decision decision);
  Change undone(Change change);

  JobReport start_job();
  std::optional<JobReport> job() const;
  void stop_job();

  std::string thumbnail(PictureId picture, int64_t side, bool overlay);
  std::string image(PictureId picture, std::optional<int64_t> side);
  Prototypes prototypes() { return learner_.learned()->prototypes.copy(); }

 private:
  std::shared_ptr<const Features> features(PictureId picture);
  Photos::Pixels pixels(PictureId picture, std::optional<int64_t> side);
  PictureMasks live_masks(PictureId picture, const Learned& learned, std::optional<int64_t> side,
                          const Draft* draft = nullptr);
  PictureMasks::OfClass predicted(PictureId picture, Prediction prediction, const Draft* draft);
  Painted shown_now(Clock::time_point began, PictureId picture, const Learned& learned,
                    const Sight& sight, const Draft* draft = nullptr);
  void look_at(PictureId picture);
  void draw_masks(PictureId picture, Picture& pixels);
  void begin_again();
  void refresh(PictureId picture);
  std::vector<PictureId> pictures_to_segment();

  Project& project_;
  Photos photos_;
  EncodedPhotos encoded_;
  Learner learner_;
  Lately<PictureId> looked_at_{256};
  std::function<void(const JobReport&)> on_job_;
  mutable std::mutex job_mutex_;
  std::unique_ptr<Job> job_;
  // Last: their threads end before what they use.
  Refresher refresher_{[this](PictureId picture) { refresh(picture); }, [this] { begin_again(); }};
};

std::shared_ptr<const Features> Labeller::Work::features(PictureId picture) {
  Photos::Pixels pixels;
  return encoded_.features(photos_.key(picture), Urgency::kPersonWaits, [&]() -> const Picture& {
    pixels = photos_.whole(picture);
    return *pixels;
  });
}

Photos::Pixels Labeller::Work::pixels(PictureId picture, std::optional<int64_t> side) {
  return side ? photos_.shrunk(picture, *side) : photos_.whole(picture);
}

PictureMasks Labeller::Work::standing_masks(PictureId picture, std::optional<int64_t> side) {
  const auto row = project_.picture(picture);
  const auto full = row.size ? *row.size : photos_.whole(picture)->dimensions();
  PictureMasks masks = {.picture = picture,
                        .revision = row.revision,
                        .size = side ? shrunk_size(full, *side) : full,
                        .classes = {}};
  for (const auto& standing : project_.masks(picture))
    masks.classes.push_back(shown(standing, masks.size));
  return masks;
}

// What stands, but for classes that are not decided: these as they would be predicted by what is
// learned now.
PictureMasks Labeller::Work::live_masks(PictureId picture, const Learned& learned,
                                        std::optional<int64_t> side, const Draft* draft) {
  auto masks = standing_masks(picture, side);
  const auto decided = project_.classes_in(picture);
  const auto photo = pixels(picture, side);
  auto found = predictions(encoded_.segmenter(), *features(picture), *photo, learned,
                           thresholds_of(project_, picture, learned));
  for (auto& prediction : found) {
    const ClassId id = prediction.class_id;
    const bool is_drafted = draft != nullptr && draft->class_id == id && draft->picture == picture;
    if (!is_drafted && is_decided(decided, id)) continue;
    std::erase_if(masks.classes, [id](const auto& shown) { return shown.class_id == id; });
    masks.classes.push_back(
        predicted(picture, std::move(prediction), is_drafted ? draft : nullptr));
  }
  std::ranges::sort(masks.classes, {}, &PictureMasks::OfClass::class_id);
  return masks;
}

PictureMasks::OfClass Labeller::Work::predicted(PictureId picture, Prediction prediction,
                                                const Draft* draft) {
  const auto kept =
      draft == nullptr ? project_.painting(picture, prediction.class_id) : std::nullopt;
  const Painting* const full = draft != nullptr ? draft->painting : kept ? &*kept : nullptr;
  const auto painting = resized(full, prediction.mask.dimensions());
  if (painting) lay_over(*painting, prediction.mask);
  return shown(prediction.class_id, painting ? Origin::kPerson : Origin::kProgram,
               std::move(prediction.mask), painting);
}

Painted Labeller::Work::shown_now(Clock::time_point began, PictureId picture,
                                  const Learned& learned, const Sight& sight, const Draft* draft) {
  looked_at_.tell(picture);
  Painted painted = {.revision = project_.revision(),
                     .masks = live_masks(picture, learned, sight.side, draft),
                     .beside = {}};
  if (sight.beside) painted.beside = live_masks(*sight.beside, learned, sight.side);
  painted.milliseconds = milliseconds_since(began);
  return painted;
}

Painted Labeller::Work::painted(PictureId picture, ClassId class_id,
                                const std::vector<Shape>& shapes, const Sight& sight) {
  const auto began = Clock::now();
  look_at(picture);
  project_.edit(picture, class_id, shapes);
  const auto learned = learner_.learned();
  auto painted = shown_now(began, picture, *learned, sight);
  refresher_.add(picture);
  return painted;
}

Painted Labeller::Work::previewed(PictureId picture, ClassId class_id,
                                  const std::vector<Shape>& shapes, const Sight& sight) {
  const auto began = Clock::now();
  look_at(picture);
  const auto painting = project_.edited(picture, class_id, shapes);
  const auto learned = learner_.learned_with(picture, class_id, painting);
  const Draft draft = {.picture = picture, .class_id = class_id, .painting = &painting};
  return shown_now(began, picture, learned, sight, &draft);
}

Painted Labeller::Work::moved(PictureId picture, ClassId class_id, double threshold,
                              const Sight& sight) {
  const auto began = Clock::now();
  look_at(picture);
  project_.set_threshold(picture, class_id, threshold);
  auto moved = shown_now(began, picture, *learner_.learned(), sight);
  refresher_.add(picture);
  return moved;
}

// What is accepted is what was seen: masks that are being made anew are waited for.
void Labeller::Work::decide(PictureId picture, std::optional<ClassId> class_id, Decision decision) {
  refresher_.finish(picture);
  project_.decide(picture, class_id, decision);
  refresher_.add(picture);
}

Change Labeller::Work::undone(Change change) {
  refresher_.add(change.picture);
  return change;
}

// The size of a picture has to be known before it is painted in.
void Labeller::Work::look_at(PictureId picture) {
  if (!project_.picture(picture).size) photos_.whole(picture);
}

// Other pictures are segmented again where that was done before and something else is learned now,
// unless a person has stopped it.
void Labeller::Work::begin_again() {
  const auto learned = learner_.learned();
  {
    const std::lock_guard lock(job_mutex_);
    if (!job_ || job_->learned() == learned || learned->class_ids.empty()) return;
    if (job_->report().state == JobReport::State::kInterrupted) return;
  }
  start_job();
}

void Labeller::Work::refresh(PictureId picture) {
  const auto learned = learner_.learned();
  if (learned->class_ids.empty()) return;
  const auto photo = photos_.whole(picture);
  project_.put_predictions(picture,
                           predictions(encoded_.segmenter(), *features(picture), *photo, *learned,
                                       thresholds_of(project_, picture, *learned)));
}

// Those that were looked at lately first.
std::vector<PictureId> Labeller::Work::pictures_to_segment() {
  auto pictures = project_.undecided();
  const auto lately = looked_at_.values();
  std::ranges::stable_sort(pictures, {}, [&](PictureId picture) {
    return std::ranges::find(lately, picture) - lately.begin();
  });
  return pictures;
}

JobReport Labeller::Work::start_job() {
  const auto learned = learner_.learned();
  if (learned->class_ids.empty())
    throw Contradiction(
        "nothing has been learned yet: paint a class in one picture at least, the object and what "
        "surrounds it");
  const std::lock_guard lock(job_mutex_);
  job_.reset();
  job_ = std::make_unique<Job>(Job::Parts{project_, photos_, encoded_}, learned,
                               pictures_to_segment(), on_job_);
  return job_->report();
}

std::optional<JobReport> Labeller::Work::job() const {
  const std::lock_guard lock(job_mutex_);
  return job_ ? std::optional(job_->report()) : std::nullopt;
}

void Labeller::Work::stop_job() {
  const std::lock_guard lock(job_mutex_);
  if (job_) job_->interrupt();
}

std::string Labeller::Work::thumbnail(PictureId picture, int64_t side, bool overlay) {
  looked_at_.tell(picture);
  const auto source =
      side <= Photos::kThumbnail ? photos_.thumbnail(picture) : photos_.shrunk(picture, side);
  auto small = shrunk_picture(*source, side);
  if (overlay) draw_masks(picture, small);
  return jpeg(small);
}

void Labeller::Work::draw_masks(PictureId picture, Picture& pixels) {
  PictureMasks masks = {.picture = picture, .size = pixels.dimensions()};
  std::vector<Colour> colours;
  const auto classes = project_.classes();
  for (const auto& standing : project_.masks(picture)) {
    const auto row = std::ranges::find(classes, standing.class_id, &ClassRow::id);
    if (row == classes.end()) continue;
    masks.classes.push_back(shown(standing, masks.size));
    colours.push_back(row->colour);
  }
  draw_overlay(pixels, labels_of(masks), colours);
}

std::string Labeller::Work::image(PictureId picture, std::optional<int64_t> side) {
  looked_at_.tell(picture);
  return jpeg(*pixels(picture, side));
}

Labeller::Labeller(Project& project, std::shared_ptr<const Model> model,
                   const SegmenterOptions& options, const Options& places,
                   std::function<void(const JobReport&)> on_job)
    : work_(std::make_unique<Work>(project, std::move(model), options, places, std::move(on_job))) {
}

Labeller::~Labeller() = default;

PictureMasks Labeller::masks(PictureId picture, std::optional<int64_t> side) {
  return work_->standing_masks(picture, side);
}

Painted Labeller::paint(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                        const Sight& sight) {
  return work_->painted(picture, class_id, shapes, sight);
}

Painted Labeller::preview(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                          const Sight& sight) {
  return work_->previewed(picture, class_id, shapes, sight);
}

Painted Labeller::set_threshold(PictureId picture, ClassId class_id, double threshold,
                                const Sight& sight) {
  return work_->moved(picture, class_id, threshold, sight);
}

void Labeller::decide(PictureId picture, std::optional<ClassId> class_id, Decision decision) {
  work_->decide(picture, class_id, decision);
}

Change Labeller::undo() {
  return work_->undone(work_->project().undo());
}

Change Labeller::redo() {
  return work_->undone(work_->project().redo());
}

JobReport Labeller::start_job() {
  return work_->start_job();
}

std::optional<JobReport> Labeller::job() const {
  return work_->job();
}

void Labeller::stop_job() {
  work_->stop_job();
}

std::string Labeller::thumbnail(PictureId picture, int64_t side, bool overlay) {
  return work_->thumbnail(picture, side, overlay);
}

std::string Labeller::image(PictureId picture, std::optional<int64_t> side) {
  return work_->image(picture, side);
}

Prototypes Labeller::prototypes() {
  return work_->prototypes();
}

EncodedPhotos::Kept Labeller::kept_features() const {
  return work_->encoded().kept();
}

const Model& Labeller::model() const {
  return *work_->encoded().segmenter().model();
}

const SegmenterOptions& Labeller::options() const {
  return work_->encoded().segmenter().options();
}

Project& Labeller::project() {
  return work_->project();
}

}  // namespace panet::serve
