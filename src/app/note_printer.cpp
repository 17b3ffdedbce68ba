#include "app/note_printer.h"

#include <fmt/format.h>

#include <functional>

#include "app/streams.h"

namespace panet::app {
namespace {

constexpr std::size_t kMostOfAKind = 8, kMostKinds = 100;

std::string kind_of(const std::string& text) {
  const auto colon = text.find(": ");
  std::string kind = colon == std::string::npos ? text : text.substr(colon + 2);
  std::erase_if(kind, [](char c) { return c >= '0' && c <= '9'; });
  return kind;
}

}  // namespace

NotePrinter::NotePrinter() : listener_([this](const std::string& text) { hear(text); }) {}

NotePrinter::~NotePrinter() {
  for (const auto& [kind, count] : kinds_)
    if (count > kMostOfAKind)
      tell(fmt::format("panet: note: {} more of this kind: {}", count - kMostOfAKind, kind));
}

void NotePrinter::hear(const std::string& text) {
  if (!heard_.insert(std::hash<std::string>()(text)).second) return;
  auto kind = kind_of(text);
  if (kinds_.size() >= kMostKinds && !kinds_.contains(kind)) kind = "other notes";
  if (++kinds_[kind] <= kMostOfAKind) tell("panet: note: " + text);
}

}  // namespace panet::app
