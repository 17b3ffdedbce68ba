#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "panet/annotation/support_folder.h"
#include "panet/base/public.h"
#include "panet/segment/segmenter.h"

namespace PANET_PUBLIC panet {

// Decodes the pictures and annotations of a support folder one after the other, as Segmenter::learn
// takes them. panet::Error, before anything is decoded, for a label of a class that is not there.
std::function<std::optional<Support>()> support_stream(std::vector<SupportClass> classes,
                                                       LabelOptions labels = {});

}  // namespace panet
