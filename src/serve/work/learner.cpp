#include "serve/work/learner.h"

#include <algorithm>
#include <utility>

#include "image/mask.h"

namespace panet::serve {
namespace {

// A picture that is all object, or none, tells nothing about a class.
bool teaches(const Annotation& annotation) {
  return any(annotation.foreground) && any(annotation.background);
}

std::tuple<PictureId, ClassId, Revision> key_of(const SupportRow& support) {
  return {support.picture, support.class_id, support.revision};
}

}  // namespace

Learner::Learner(const Project& project, std::shared_ptr<const Model> model,
                 const SegmenterOptions& options, FeaturesOf features_of)
    : project_(project),
      model_(std::move(model)),
      options_(options),
      features_of_(std::move(features_of)) {}

std::shared_ptr<const Learned> Learner::learned() {
  auto all = shots();
  std::vector<Key> keys;
  for (const auto& shot : all) keys.push_back(key_of(shot.support));
  {
    const std::lock_guard lock(mutex_);
    if (learned_ && keys == keys_) return learned_;
  }
  auto learned = std::make_shared<const Learned>(learned_from(std::move(all)));
  const std::lock_guard lock(mutex_);
  keys_ = std::move(keys);
  return learned_ = std::move(learned);
}

Learned Learner::learned_with(PictureId picture, ClassId class_id, const Painting& painting) {
  auto all = shots();
  std::erase_if(all, [&](const SupportShot& shot) {
    return shot.support.picture == picture && shot.support.class_id == class_id;
  });
  const auto annotation = annotation_of(painting);
  if (teaches(annotation))
    all.push_back({.support = {.picture = picture, .class_id = class_id},
                   .shot = std::make_shared<const Shot>(panet::shot_of(
                       *features_of_(picture), annotation, {.fit = options_.refinement.fit}))});
  return learned_from(std::move(all));
}

// In the order of the project's supports; what no support asks for any longer is forgotten.
std::vector<Learner::SupportShot> Learner::shots() {
  std::vector<SupportShot> all;
  std::map<Key, ShotPointer> kept;
  for (const auto& support : project_.supports()) {
    auto shot = shot_of(support);
    kept[key_of(support)] = shot;
    if (shot) all.push_back({.support = support, .shot = std::move(shot)});
  }
  const std::lock_guard lock(mutex_);
  shots_ = std::move(kept);
  return all;
}

// Null where the support teaches nothing.
Learner::ShotPointer Learner::shot_of(const SupportRow& support) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = shots_.find(key_of(support));
    if (found != shots_.end()) return found->second;
  }
  const auto annotation = project_.annotation(support);
  if (!teaches(annotation)) return nullptr;
  return std::make_shared<const Shot>(
      panet::shot_of(*features_of_(support.picture), annotation, {.fit = options_.refinement.fit}));
}

Learned Learner::learned_from(std::vector<SupportShot> shots) const {
  Learned learned;
  if (shots.empty()) return learned;
  std::ranges::stable_sort(shots, {},
                           [](const SupportShot& shot) { return shot.support.class_id; });
  const auto rows = project_.classes();
  Learning learning({.fit = options_.refinement.fit});
  for (const auto& [support, shot] : shots) {
    const auto row = std::ranges::find(rows, support.class_id, &ClassRow::id);
    if (row == rows.end()) continue;  // deleted meanwhile
    learning.add(row->name, shot);
    learned.revision = std::max(learned.revision, support.revision);
    if (learned.class_ids.empty() || learned.class_ids.back() != support.class_id)
      learned.class_ids.push_back(support.class_id);
  }
  if (learned.class_ids.empty()) return learned;
  learned.prototypes = learning.prototypes(model_->world.get());
  learned.prototypes.encoder_fingerprint = model_->fingerprint;
  learned.prototypes.input_size = options_.input_size;
  learned.prototypes.shape = options_.shape;
  for (std::size_t c = 0; c < learned.class_ids.size(); ++c)
    learned.prototypes.class_colours[c] =
        std::ranges::find(rows, learned.class_ids[c], &ClassRow::id)->colour;
  return learned;
}

}  // namespace panet::serve
