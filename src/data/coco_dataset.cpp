#include "panet/data/coco_dataset.h"

#include "panet/file/error.h"

namespace panet {

std::unique_ptr<Dataset> open_coco_dataset(const std::filesystem::path& root,
                                           const DatasetOptions& /*options*/) {
  throw Error(root.string() + ": COCO is not read yet");
}

}  // namespace panet
