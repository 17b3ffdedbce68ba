#include <array>

#include "first_bytes.h"
#include "fuzzed_project.h"

namespace panet::fuzz {
namespace {

// A number tells what the file is called: labelme's json, a mask, strokes, boxes.
void import(Bytes bytes) {
  constexpr std::array kNames = {"a.json", "a.mask.png", "a.scribble.png", "a.box.txt"};
  FirstBytes first(bytes);
  const auto* const name = kNames[first.next() % kNames.size()];
  import_somehow(serve::ImportFormat::kMasks, name, first.rest());
}

const Enlisted kImportMasks({.name = "import_masks", .read = import});

}  // namespace
}  // namespace panet::fuzz
