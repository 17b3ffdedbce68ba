#pragma once

#include <cstdint>
#include <vector>

#include "panet/base/public.h"
#include "panet/dataset/dataset.h"
#include "panet/episode/episode.h"

namespace PANET_PUBLIC panet {

// Takes about `share` of the queries out and draws pictures that hold none of their episode's
// classes in their place, each as likely: pictures of the whole data set that are annotated, of
// whatever classes. One that holds too little of a class to be listed for it holds it. Which
// episodes, and which pictures, depends on the seed, the episode's number and the data set alone;
// supports and all other queries stay as they are.
//
// panet::Error where every picture holds one of the classes.
void draw_absent_queries(std::vector<Episode>& episodes, const Dataset& dataset, double share,
                         uint64_t seed);

// Whether a picture holds one of the episode's classes, as the data set lists it.
bool holds_any_class(const Dataset& dataset, const Episode& episode, std::size_t picture);

// Whether any query of an episode holds none of its classes.
bool has_absent_query(const Dataset& dataset, const Episode& episode);

}  // namespace panet
