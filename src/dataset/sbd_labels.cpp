#include <fmt/format.h>

#include "base/error_context.h"
#include "dataset/mat_file.h"
#include "dataset/sbd.h"
#include "dataset/voc_dataset.h"
#include "panet/base/error.h"
#include "panet/image/void_label.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// The field Segmentation of a struct, all from 0 to `highest`.
Labels read_segmentation(const fs::path& file, const char* variable, int64_t highest) {
  const auto labels = read_mat_field(file, variable, "Segmentation");
  return with_context(file.string(), [&] {
    return mapped<Labels>(labels, [&](int64_t label) {
      if (label < 0 || label > highest)
        throw Error(fmt::format("{}.Segmentation holds {}, where 0 to {} are due", variable, label,
                                highest));
      return static_cast<uint8_t>(label);
    });
  });
}

}  // namespace

Labels read_sbd_classes(const fs::path& file) {
  return read_segmentation(file, "GTcls", static_cast<int64_t>(voc_class_names().size()));
}

Labels read_sbd_instances(const fs::path& file) {
  return read_segmentation(file, "GTinst", kVoid - 1);
}

}  // namespace panet
