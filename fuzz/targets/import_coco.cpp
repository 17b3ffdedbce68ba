#include "fuzzed_project.h"

namespace panet::fuzz {
namespace {

void import(Bytes file) {
  import_somehow(serve::ImportFormat::kCoco, "a.json", file);
}

const Enlisted kImportCoco({.name = "import_coco", .read = import});

}  // namespace
}  // namespace panet::fuzz
