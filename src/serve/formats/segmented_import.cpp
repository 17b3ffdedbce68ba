#include <fmt/format.h>

#include <algorithm>

#include "base/folder_entries.h"
#include "image/extension.h"
#include "image/mask.h"
#include "image/png.h"
#include "panet/base/error.h"
#include "segment/picture_output.h"
#include "serve/formats/class_names.h"
#include "serve/formats/import_target.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

// What was found in the picture whose labels a file holds; nothing where it is another file.
std::optional<PictureRecord> record_in(const fs::path& file) {
  if (lowercase_extension(file) != ".png") return std::nullopt;
  try {
    return record_of_any_job(read_png_text(file));
  } catch (const Error&) {
    return std::nullopt;  // no PNG, or none that can be read
  }
}

std::vector<Prediction> predictions_of(ImportTarget& target, const PictureRecord& record,
                                       const Labels& labels) {
  std::vector<Prediction> predictions;
  for (std::size_t i = 0; i < record.classes.size(); ++i) {
    const FoundClass& found = record.classes[i];
    predictions.push_back({.class_id = class_named(target.project(), found.name),
                           .mask = where(labels, static_cast<uint8_t>(i + 1)),
                           .presence = found.presence,
                           .certainty = found.score});
  }
  return predictions;
}

void import_labels(ImportTarget& target, const fs::path& file, const fs::path& name,
                   const PictureRecord& record) {
  target.expect_within_reach(file);
  const auto picture = target.names().find_stem(name);
  if (!picture) throw Error("no picture of the project, or several, have its name");
  const PictureSize size = target.size_of(*picture);
  const Labels labels = read_png(file, [size](int64_t height, int64_t width) {
                          if (PictureSize{height, width} != size)
                            throw Error(
                                fmt::format("it has {} x {} pixels, and the picture has "
                                            "{} x {}",
                                            width, height, size.width, size.height));
                        }).labels;
  if (labels.empty()) throw Error("it holds colours, not labels");
  target.keep(*picture, predictions_of(target, record, labels));
}

}  // namespace

void import_segmented(ImportTarget& target, const fs::path& folder) {
  target.walk(folder, [&](const fs::path& below) {
    for (const fs::path& file : folder_entries(folder / below).files) {
      const fs::path name = below / file;
      const auto record = record_in(folder / name);
      if (!record) continue;
      target.attempt(name.string(),
                     [&] { import_labels(target, folder / name, below / file.stem(), *record); });
    }
  });
}

}  // namespace panet::serve
