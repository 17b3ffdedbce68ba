#include <fmt/format.h>

#include "data/error_context.h"
#include "data/mat_file.h"
#include "panet/data/sbd.h"
#include "panet/data/voc_dataset.h"
#include "panet/file/error.h"
#include "panet/image/void_label.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

// The field Segmentation of a struct → H x W uint8, all from 0 to `highest`.
torch::Tensor read_segmentation(const fs::path& file, const char* variable, int64_t highest) {
  const auto labels = read_mat_field(file, variable, "Segmentation");
  return with_context(file.string(), [&] {
    const auto wrong = labels.lt(0).logical_or(labels.gt(highest));
    if (wrong.any().item<bool>())
      throw Error(fmt::format("{}.Segmentation holds {}, where 0 to {} are due", variable,
                              labels.masked_select(wrong)[0].item<int64_t>(), highest));
    return labels.to(torch::kUInt8);
  });
}

}  // namespace

torch::Tensor read_sbd_classes(const fs::path& file) {
  return read_segmentation(file, "GTcls", static_cast<int64_t>(voc_class_names().size()));
}

torch::Tensor read_sbd_instances(const fs::path& file) {
  return read_segmentation(file, "GTinst", kVoid - 1);
}

}  // namespace panet
