#pragma once

#include <functional>

#include "panet/eval/evaluator.h"
#include "panet/parallel/ranks.h"

namespace panet {

// Evaluates the episodes together with the other ranks: rank r of n takes episodes r, r + n, ... On
// every rank `on_episode` hears of every episode, in order, though only in portions: when each rank
// has done its part of one. → false where it returned false on any rank, which ends them all after
// that portion. All episodes have `ways` ways.
bool evaluate_shared(Evaluator& evaluator, const std::vector<Episode>& episodes, int ways,
                     const SupportAnnotationOptions& annotation, Ranks& ranks,
                     const Evaluator::OnEpisode& on_episode);

}  // namespace panet
