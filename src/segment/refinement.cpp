#include "panet/segment/refinement.h"

#include <fmt/format.h>

#include <sstream>

#include "panet/base/error.h"

namespace panet {

Refinement parse_refinement(const std::string& text) {
  Refinement refinement = kPaperAlone;
  if (text == "none") return refinement;
  std::istringstream words(text + ",");
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "adapt") {
      refinement.adapt = true;
    } else if (word == "guide") {
      refinement.guide = true;
    } else {
      throw Error(fmt::format("'{}' is none of adapt, guide, adapt,guide and none", word));
    }
  }
  return refinement;
}

std::string text_of(const Refinement& refinement) {
  if (refinement.adapt && refinement.guide) return "adapt,guide";
  if (refinement.adapt) return "adapt";
  return refinement.guide ? "guide" : "none";
}

}  // namespace panet
