#pragma once

#include <functional>

#include "panet/eval/evaluator.h"
#include "panet/eval/peers.h"

namespace panet {

// Evaluates the episodes together with peers: the one of rank r of n takes episodes r, r + n, ...
// On every one `on_episode` hears of every episode, in order, though only in portions: when each
// has done its part of one. → false where it returned false on any, which ends them all after
// that portion. All episodes have `ways` ways.
bool evaluate_shared(Evaluator& evaluator, const std::vector<Episode>& episodes, int ways,
                     const SupportAnnotationOptions& annotation, Peers& peers,
                     const Evaluator::OnEpisode& on_episode);

}  // namespace panet
