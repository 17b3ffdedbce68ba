#include "serve/work/learner.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "base/not_enough_memory.h"
#include "image/mask.h"
#include "panet/base/note.h"

namespace panet::serve {
namespace {

constexpr std::size_t kLeastTeachers = 2;  // of a class

// A picture that is all object, or none, tells nothing about a class.
bool teaches(const Annotation& annotation) {
  return any(annotation.foreground) && any(annotation.background);
}

std::tuple<PictureId, ClassId, Revision> key_of(const SupportRow& support) {
  return {support.picture, support.class_id, support.revision};
}

template <typename Supports, typename Projection>
auto keys_of(const Supports& supports, Projection support_of) {
  std::vector<std::tuple<PictureId, ClassId, Revision>> keys;
  for (const auto& each : supports) keys.push_back(key_of(std::invoke(support_of, each)));
  return keys;
}

}  // namespace

Learner::Learner(const Project& project, const Segmenter& segmenter, Sources sources)
    : project_(project), segmenter_(segmenter), sources_(std::move(sources)) {}

std::shared_ptr<const Learned> Learner::learned() {
  const auto supports = project_.supports();
  auto keys = keys_of(supports, std::identity());
  {
    const std::lock_guard lock(mutex_);
    if (learned_ && keys == keys_) return learned_;
  }
  auto all = teachings(supports);
  auto learned = std::make_shared<const Learned>(learned_from(shots_of(all, Completions::kAnew)));
  keep(all);
  const std::lock_guard lock(mutex_);
  keys_ = std::move(keys);
  return learned_ = std::move(learned);
}

Learned Learner::learned_with(PictureId picture, ClassId class_id, const Painting& painting) {
  auto supports = project_.supports();
  SupportRow support = {.picture = picture,
                        .class_id = class_id,
                        .revision = --last_draft_,
                        .begun = std::numeric_limits<int64_t>::max()};
  const auto is_same = [&](const SupportRow& other) {
    return other.picture == picture && other.class_id == class_id;
  };
  const auto before = std::ranges::find_if(supports, is_same);
  if (before != supports.end()) {
    support.begun = before->begun;
    supports.erase(before);
  }
  auto all = teachings(supports);
  const auto lesson = std::make_shared<const Lesson>(lesson_of(painting));
  all.push_back(teaching_of(support, *lesson));
  all.back().draft = lesson;
  return learned_from(shots_of(all, Completions::kAsTheyAre));
}

std::vector<Learner::Teaching> Learner::teachings(const std::vector<SupportRow>& supports) {
  std::vector<Teaching> all;
  for (const auto& support : supports) {
    {
      const std::lock_guard lock(mutex_);
      const auto found = kept_.find(key_of(support));
      if (found != kept_.end()) {
        all.push_back(found->second);
        continue;
      }
    }
    all.push_back(teaching_of(support, project_.lesson(support)));
  }
  return all;
}

Learner::Teaching Learner::teaching_of(const SupportRow& support, const Lesson& lesson) const {
  Teaching teaching = {.support = support, .is_whole = !lesson.strokes.has_value()};
  if (teaches(lesson.annotation)) teaching.said = said_by(support, lesson.annotation);
  return teaching;
}

// Null, with a note, where the picture cannot be read any longer: the others teach all the same.
Learner::ShotPointer Learner::said_by(const SupportRow& support,
                                      const Annotation& annotation) const {
  try {
    return std::make_shared<const Shot>(shot_of(*sources_.features(support.picture), annotation,
                                                {.fit = segmenter_.options().refinement.fit}));
  } catch (const NotEnoughMemory&) {
    throw;
  } catch (const Error& error) {
    note(fmt::format("nothing is learned from a picture that was painted in: {}", error.what()));
    return nullptr;
  }
}

// What no support asks for any longer is forgotten, and so is what could not be read.
void Learner::keep(const std::vector<Teaching>& teachings) {
  std::map<Key, Teaching> kept;
  for (const auto& teaching : teachings)
    if (teaching.said) kept.emplace(key_of(teaching.support), teaching);
  const std::lock_guard lock(mutex_);
  kept_ = std::move(kept);
}

// Masks first, then strokes as they were begun.
Learner::Parted Learner::parted(std::vector<Teaching>& teachings) {
  std::vector<Teaching*> order;
  for (auto& teaching : teachings)
    if (teaching.said) order.push_back(&teaching);
  std::ranges::stable_sort(order, {}, [](const Teaching* teaching) {
    return std::tuple(!teaching->is_whole, teaching->support.begun);
  });
  Parted parted;
  std::map<ClassId, std::size_t> teachers;
  for (Teaching* teaching : order) {
    auto& of_class = teachers[teaching->support.class_id];
    const bool is_teacher = teaching->is_whole || of_class < kLeastTeachers;
    if (is_teacher) ++of_class;
    (is_teacher ? parted.teachers : parted.others).push_back(teaching);
  }
  return parted;
}

std::vector<Learner::ShotOfSupport> Learner::shots_of(std::vector<Teaching>& teachings,
                                                      Completions completions) {
  const auto [teachers, others] = parted(teachings);
  std::vector<ShotOfSupport> shots;
  for (const Teaching* teaching : teachers)
    shots.push_back({.support = teaching->support, .shot = teaching->said});
  const auto is_good = [&](const Teaching* teaching) {
    return teaching->completed && completions == Completions::kAsTheyAre;
  };
  if (!std::ranges::all_of(others, is_good)) {
    const auto known = learned_from_teachers(shots);
    for (Teaching* teaching : others)
      if (!is_good(teaching)) complete(*teaching, known);
  }
  for (const Teaching* teaching : others)
    shots.push_back({.support = teaching->support, .shot = teaching->completed});
  return shots;
}

void Learner::complete(Teaching& teaching, const LearnedPointer& known) const {
  if (teaching.completed_by == known) return;
  try {
    teaching.completed = completed(teaching, *known);
  } catch (const NotEnoughMemory&) {
    throw;
  } catch (const Error&) {  // the picture has gone meanwhile, which is told elsewhere
    teaching.completed = teaching.said;
  }
  teaching.completed_by = known;
}

std::shared_ptr<const Learned> Learner::learned_from_teachers(
    const std::vector<ShotOfSupport>& teachers) {
  auto keys = keys_of(teachers, &ShotOfSupport::support);
  {
    const std::lock_guard lock(mutex_);
    if (from_teachers_ && keys == teacher_keys_) return from_teachers_;
  }
  auto learned = std::make_shared<const Learned>(learned_from(teachers));
  const std::lock_guard lock(mutex_);
  teacher_keys_ = std::move(keys);
  return from_teachers_ = std::move(learned);
}

// As it was said, where nothing can be added to that.
Learner::ShotPointer Learner::completed(const Teaching& teaching, const Learned& known) const {
  const auto& [picture, class_id, revision, begun] = teaching.support;
  const auto found = std::ranges::find(known.class_ids, class_id);
  if (found == known.class_ids.end()) return teaching.said;  // the class was deleted meanwhile
  const auto features = sources_.features(picture);
  const auto strokes = teaching.draft ? teaching.draft->strokes->copy()
                                      : project_.lesson(teaching.support).strokes->copy();
  const auto all = segmenter_.completed(*features, known.prototypes,
                                        static_cast<std::size_t>(found - known.class_ids.begin()),
                                        strokes, *sources_.pixels(picture));
  if (!teaches(all)) return teaching.said;
  return std::make_shared<const Shot>(
      shot_of(*features, all, {.fit = segmenter_.options().refinement.fit}));
}

Learned Learner::learned_from(std::vector<ShotOfSupport> shots) const {
  Learned learned;
  if (shots.empty()) return learned;
  std::ranges::stable_sort(shots, {}, [](const ShotOfSupport& shot) {
    return std::tuple(shot.support.class_id, shot.support.picture);
  });
  const auto rows = project_.classes();
  Learning learning({.fit = segmenter_.options().refinement.fit});
  for (const auto& [support, shot] : shots) {
    const auto row = std::ranges::find(rows, support.class_id, &ClassRow::id);
    if (row == rows.end()) continue;  // deleted meanwhile
    learning.add(row->name, shot);
    learned.revision = std::max(learned.revision, support.revision);
    if (learned.class_ids.empty() || learned.class_ids.back() != support.class_id)
      learned.class_ids.push_back(support.class_id);
  }
  if (learned.class_ids.empty()) return learned;
  learned.prototypes = prototypes_for(segmenter_, learning);
  for (std::size_t c = 0; c < learned.class_ids.size(); ++c)
    learned.prototypes.class_colours[c] =
        std::ranges::find(rows, learned.class_ids[c], &ClassRow::id)->colour;
  return learned;
}

}  // namespace panet::serve
