#include "fuzzed_project.h"
#include "png_sums.h"

namespace panet::fuzz {
namespace {

void import(Bytes file) {
  import_somehow(serve::ImportFormat::kSegment, "a.png", file);
}

const Enlisted kImportSegment({.name = "import_segment",
                               .read = import,
                               .repair = repair_png_sums});

}  // namespace
}  // namespace panet::fuzz
