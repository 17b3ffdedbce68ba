#include "panet/segment/refinement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

#include "panet/base/error.h"

namespace panet {
namespace {

struct Part {
  const char* word;
  bool Refinement::*is_on;
};

constexpr std::array<Part, 3> kParts = {{{.word = "fit", .is_on = &Refinement::fit},
                                         {.word = "adapt", .is_on = &Refinement::adapt},
                                         {.word = "guide", .is_on = &Refinement::guide}}};

}  // namespace

Refinement parse_refinement(const std::string& text) {
  Refinement refinement = kPaperAlone;
  if (text == "none") return refinement;
  std::istringstream words(text + ",");
  for (std::string word; std::getline(words, word, ',');) {
    const auto part = std::ranges::find(kParts, word, &Part::word);
    if (part == kParts.end())
      throw Error(fmt::format(
          "'{}' is none of fit, adapt, guide, several of them as fit,adapt,guide, and none", word));
    refinement.*(part->is_on) = true;
  }
  return refinement;
}

std::string text_of(const Refinement& refinement) {
  std::vector<std::string> words;
  for (const auto& part : kParts)
    if (refinement.*(part.is_on)) words.emplace_back(part.word);
  return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ","));
}

}  // namespace panet
