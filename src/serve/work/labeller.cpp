#include "serve/work/labeller.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/fingerprint.h"
#include "image/nearest.h"
#include "image/shrunk.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/encode.h"
#include "panet/image/overlay.h"
#include "serve/work/predictions.h"

namespace panet::serve {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::string jpeg(const Picture& picture) {
  const auto bytes = encoded_picture("picture.jpg", picture);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// painting: null where nobody painted.
PictureMasks::OfClass shown(ClassId class_id, std::optional<Origin> origin, Mask mask,
                            const Painting* painting) {
  PictureMasks::OfClass shown = {.class_id = class_id,
                                 .origin = origin,
                                 .mask = std::move(mask),
                                 .object = {},
                                 .surroundings = {}};
  if (painting == nullptr) return shown;
  shown.object = object_of(*painting);
  shown.surroundings = surroundings_of(*painting);
  return shown;
}

PictureMasks::OfClass shown(const StandingMask& standing, PictureSize size) {
  auto mask = resized_to_nearest(standing.mask, size);
  if (!standing.painting)
    return shown(standing.class_id, standing.origin, std::move(mask), nullptr);
  const auto painting = resized_to_nearest(*standing.painting, size);
  return shown(standing.class_id, standing.origin, std::move(mask), &painting);
}

// painting: at the picture's own size, or null.
PictureMasks::OfClass shown(Prediction prediction, const Painting* painting) {
  if (painting == nullptr)
    return shown(prediction.class_id, Origin::kProgram, std::move(prediction.mask), nullptr);
  const auto painted = resized_to_nearest(*painting, prediction.mask.dimensions());
  lay_over(painted, prediction.mask);
  return shown(prediction.class_id, Origin::kPerson, std::move(prediction.mask), &painted);
}

bool is_decided(const std::vector<ClassInPicture>& classes, ClassId id) {
  const auto found = std::ranges::find(classes, id, &ClassInPicture::class_id);
  return found != classes.end() && found->decision != Decision::kUndecided;
}

const Painting* painting_in(const std::vector<StandingMask>& standing, ClassId id) {
  const auto found = std::ranges::find(standing, id, &StandingMask::class_id);
  return found != standing.end() && found->painting ? &*found->painting : nullptr;
}

void expect_classes(const Learned& learned) {
  if (learned.class_ids.empty())
    throw Contradiction(
        "nothing has been learned yet: paint a class in one picture at least, the object and what "
        "surrounds it");
}

void put_label(uint8_t label, const Mask& mask, Labels& labels) {
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask.all()[i] != 0) labels.all()[i] = label;
}

}  // namespace

Labeller::Labeller(Project& project, std::shared_ptr<const Model> model,
                   const SegmenterOptions& options, const Options& places,
                   std::function<void(const JobReport&)> on_job)
    : project_(project),
      photos_(project, places.cache / "thumbnails"),
      encoded_(Segmenter(model, options), places.cache / "features", places.most_feature_bytes),
      learner_(project, encoded_.segmenter(),
               {.features = [this](PictureId picture) { return features(picture); },
                .pixels =
                    [this](PictureId picture) {
                      return photos_.shrunk(picture, Learner::kLongestSide);
                    }}),
      on_job_(std::move(on_job)) {}

std::shared_ptr<const Features> Labeller::features(PictureId picture) {
  Photos::Pixels pixels;
  return encoded_.features(photos_.key(picture), Urgency::kPersonWaits, [&]() -> const Picture& {
    pixels = photos_.whole(picture);
    return *pixels;
  });
}

Photos::Pixels Labeller::pixels(PictureId picture, std::optional<int64_t> side) {
  return side ? photos_.shrunk(picture, *side) : photos_.whole(picture);
}

// As large as it is, or as it is shown.
PictureSize Labeller::size_at(PictureId picture, std::optional<int64_t> side) {
  const auto known = project_.picture(picture).size;
  const auto size = known ? *known : photos_.whole(picture)->dimensions();
  return side ? shrunk_size(size, *side) : size;
}

PictureMasks Labeller::masks(PictureId picture, std::optional<int64_t> side) {
  PictureMasks masks = {.picture = picture,
                        .revision = project_.picture(picture).revision,
                        .size = size_at(picture, side),
                        .classes = {}};
  for (const auto& standing : project_.masks(picture))
    masks.classes.push_back(shown(standing, masks.size));
  return masks;
}

std::vector<Prediction> Labeller::predicted(PictureId picture, const Picture& pixels,
                                            const Learned& learned, const Draft* draft) {
  return predictions(encoded_.segmenter(), *features(picture), pixels, learned,
                     said_of_classes(project_, picture, learned.class_ids, draft));
}

// What stands, but for classes that are not decided: these as they would be predicted by what is
// learned now.
PictureMasks Labeller::live_masks(PictureId picture, const Learned& learned,
                                  std::optional<int64_t> side, const Draft* draft) {
  PictureMasks masks = {.picture = picture,
                        .revision = project_.picture(picture).revision,
                        .size = size_at(picture, side),
                        .classes = {}};
  auto standing = project_.masks(picture);
  const auto known = project_.classes_in(picture);
  for (auto& prediction : predicted(picture, *pixels(picture, side), learned, draft)) {
    const ClassId id = prediction.class_id;
    const bool is_drafted = draft != nullptr && draft->is_of(picture, id);
    if (!is_drafted && is_decided(known, id)) continue;
    masks.classes.push_back(
        shown(std::move(prediction), is_drafted ? draft->painting : painting_in(standing, id)));
    std::erase_if(standing, [id](const StandingMask& mask) { return mask.class_id == id; });
  }
  for (const auto& mask : standing) masks.classes.push_back(shown(mask, masks.size));
  std::ranges::sort(masks.classes, {}, &PictureMasks::OfClass::class_id);
  return masks;
}

// None where that picture cannot be read any longer: what is painted elsewhere is painted.
std::optional<PictureMasks> Labeller::masks_beside(PictureId picture, const Learned& learned,
                                                   std::optional<int64_t> side) {
  try {
    return live_masks(picture, learned, side, nullptr);
  } catch (const Error& error) {
    note(fmt::format("beside: {}", error.what()));
    return std::nullopt;
  }
}

void Labeller::expect_seen(PictureId picture, const Sight& sight) {
  look_at(picture);
  features(picture);
  pixels(picture, sight.side);
  if (sight.beside) project_.picture(*sight.beside);
}

Painted Labeller::shown_now(Clock::time_point began, PictureId picture, const Learned& learned,
                            const Sight& sight, const Draft* draft) {
  looked_at_.tell(picture);
  Painted painted = {.revision = project_.revision(),
                     .masks = live_masks(picture, learned, sight.side, draft),
                     .beside = {}};
  if (sight.beside) painted.beside = masks_beside(*sight.beside, learned, sight.side);
  painted.milliseconds = milliseconds_since(began);
  return painted;
}

Painted Labeller::paint(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                        const Sight& sight) {
  const auto began = Clock::now();
  expect_seen(picture, sight);
  project_.edit(picture, class_id, shapes);
  const auto learned = learner_.learned();
  auto painted = shown_now(began, picture, *learned, sight);
  refresher_.add(picture);
  return painted;
}

Painted Labeller::preview(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes,
                          const Sight& sight) {
  const auto began = Clock::now();
  look_at(picture);
  const auto painting = project_.edited(picture, class_id, shapes);
  const auto learned = learner_.learned_with(picture, class_id, painting);
  const Draft draft = {.picture = picture, .class_id = class_id, .painting = &painting};
  return shown_now(began, picture, learned, sight, &draft);
}

Painted Labeller::set_threshold(PictureId picture, ClassId class_id, double threshold,
                                const Sight& sight) {
  const auto began = Clock::now();
  expect_seen(picture, sight);
  project_.set_threshold(picture, class_id, threshold);
  auto moved = shown_now(began, picture, *learner_.learned(), sight);
  refresher_.add(picture);
  return moved;
}

// One that cannot be read fails, and may be decided all the same.
void Labeller::try_to_look_at(PictureId picture) {
  try {
    look_at(picture);
  } catch (const Error& error) {
    note(error.what());
  }
}

// What is accepted is what was seen: masks that are being made anew are waited for. Exports tell
// the size of a picture that holds nothing, too.
void Labeller::decide(PictureId picture, std::optional<ClassId> class_id, Decision decision) {
  try_to_look_at(picture);
  refresher_.finish(picture);
  project_.decide(picture, class_id, decision);
  refresher_.add(picture);
}

void Labeller::tell(PictureId picture, const std::string& annotation,
                    const ToldPaintings& paintings) {
  project_.tell(picture, annotation, paintings);
  refresher_.add(picture);
}

void Labeller::take_back(const std::string& annotation) {
  if (const auto picture = project_.take_back(annotation)) refresher_.add(*picture);
}

Change Labeller::undo() {
  const auto change = project_.undo();
  refresher_.add(change.picture);
  return change;
}

Change Labeller::redo() {
  const auto change = project_.redo();
  refresher_.add(change.picture);
  return change;
}

void Labeller::look_at(PictureId picture) {
  if (!project_.picture(picture).size) photos_.whole(picture);
}

// Other pictures are segmented again where that was done before and something else is learned now,
// unless a person has stopped it.
void Labeller::begin_again() {
  const auto learned = learner_.learned();
  {
    const std::lock_guard lock(job_mutex_);
    if (!job_ || job_->learned() == learned || learned->class_ids.empty()) return;
    if (job_->report().state == JobReport::State::kInterrupted) return;
  }
  start_job(learned);
}

void Labeller::refresh(PictureId picture) {
  const auto learned = learner_.learned();
  if (learned->class_ids.empty()) return;
  project_.put_predictions(picture, predicted(picture, *photos_.whole(picture), *learned, nullptr));
}

// Those that were looked at lately first.
std::vector<PictureId> Labeller::pictures_to_segment() {
  auto pictures = project_.undecided();
  const auto lately = looked_at_.values();
  std::ranges::stable_sort(pictures, {}, [&](PictureId picture) {
    return std::ranges::find(lately, picture) - lately.begin();
  });
  return pictures;
}

JobReport Labeller::start_job() {
  auto learned = learner_.learned();
  expect_classes(*learned);
  return start_job(std::move(learned));
}

JobReport Labeller::start_job(std::shared_ptr<const Learned> learned) {
  const std::lock_guard lock(job_mutex_);
  job_.reset();
  job_ = std::make_unique<Job>(Job::Parts{project_, photos_, encoded_}, std::move(learned),
                               pictures_to_segment(), on_job_);
  return job_->report();
}

std::optional<JobReport> Labeller::job() const {
  const std::lock_guard lock(job_mutex_);
  return job_ ? std::optional(job_->report()) : std::nullopt;
}

void Labeller::stop_job() {
  const std::lock_guard lock(job_mutex_);
  if (job_) job_->interrupt();
}

std::vector<ClassRow> Labeller::classes_of(const Learned& learned) const {
  const auto known = project_.classes();
  std::vector<ClassRow> rows;
  for (const auto id : learned.class_ids) {
    const auto row = std::ranges::find(known, id, &ClassRow::id);
    rows.push_back(row == known.end() ? ClassRow{.id = id} : *row);
  }
  return rows;
}

std::vector<ClassRow> Labeller::learned_classes() {
  return classes_of(*learner_.learned());
}

FoundClasses Labeller::find_in(const Picture& picture) {
  return found_in(encoded_.features_once(picture, Urgency::kPersonWaits), picture);
}

FoundClasses Labeller::find_in(PictureId picture) {
  return found_in(*features(picture), *photos_.whole(picture));
}

FoundClasses Labeller::found_in(const Features& features, const Picture& picture) {
  const auto learned = learner_.learned();
  expect_classes(*learned);
  const auto& segmenter = encoded_.segmenter();
  const auto corrections = with_absent_left_out(segmenter.presences(features, learned->prototypes),
                                                nothing_said_of(learned->class_ids.size()));
  return {.classes = classes_of(*learned),
          .segmentation = segmenter.segment_features(features, learned->prototypes, picture,
                                                     KeptScores::kOfLabels, corrections)};
}

Mask Labeller::object_in(const Picture& picture, const Clicks& clicks) {
  return clicked_object(encoded_.segmenter(),
                        encoded_.features_once(picture, Urgency::kPersonWaits), picture, clicks);
}

std::string Labeller::thumbnail(PictureId picture, int64_t side, bool overlay) {
  looked_at_.tell(picture);
  const auto source =
      side <= Photos::kThumbnail ? photos_.thumbnail(picture) : photos_.shrunk(picture, side);
  auto small = shrunk_picture(*source, side);
  if (overlay) draw_masks(picture, small);
  return jpeg(small);
}

std::string Labeller::thumbnail_tag(PictureId picture, int64_t side, bool overlay) {
  looked_at_.tell(picture);
  Fingerprint tag;
  tag.add(photos_.key(picture)).add(side);
  if (!overlay) return tag.hexadecimal();
  tag.add(project_.picture(picture).revision);
  for (const auto& row : project_.classes())
    tag.add(row.id).add(std::as_bytes(std::span(row.colour)));
  return tag.hexadecimal();
}

void Labeller::draw_masks(PictureId picture, Picture& pixels) {
  Labels labels(pixels.dimensions());
  std::vector<Colour> colours;
  const auto classes = project_.classes();
  for (const auto& standing : project_.masks(picture)) {
    const auto row = std::ranges::find(classes, standing.class_id, &ClassRow::id);
    if (row == classes.end()) continue;
    colours.push_back(row->colour);
    put_label(static_cast<uint8_t>(colours.size()),
              resized_to_nearest(standing.mask, labels.dimensions()), labels);
  }
  draw_overlay(pixels, labels, colours);
}

std::string Labeller::image_tag(PictureId picture, std::optional<int64_t> side) {
  looked_at_.tell(picture);
  return Fingerprint().add(photos_.key(picture)).add(side.value_or(0)).hexadecimal();
}

std::string Labeller::image(PictureId picture, std::optional<int64_t> side) {
  looked_at_.tell(picture);
  return jpeg(*pixels(picture, side));
}

}  // namespace panet::serve
