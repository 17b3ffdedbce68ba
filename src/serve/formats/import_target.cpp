#include "serve/formats/import_target.h"

#include <fmt/format.h>

#include "base/folder_entries.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"

namespace panet::serve {

void ImportTarget::attempt(const std::string& name, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    skip(name, error.what());
  }
}

void ImportTarget::skip(const std::string& name, const std::string& reason) {
  report_.skipped.push_back({.name = name, .reason = reason});
}

void ImportTarget::expect_within_reach(const std::filesystem::path& path) const {
  if (!reaches(reach_, project_, path))
    throw Error("it leads out of the project by a link; `panet serve --import` takes it in");
}

bool ImportTarget::may_enter(const std::filesystem::path& root,
                             const std::filesystem::path& below) {
  bool may = false;
  attempt(below.string(), [&] {
    expect_within_reach(root / below);
    if (const auto closed = reading_failure(root / below))
      throw Error("cannot read the folder: " + closed.message());
    may = true;
  });
  return may;
}

void ImportTarget::walk(const std::filesystem::path& root, const VisitFolder& visit) {
  walk_folders(
      root, [&](const auto& below) { return may_enter(root, below); }, visit);
}

PictureSize ImportTarget::size_of(PictureId picture) {
  const PictureRow row = project_.picture(picture);
  if (!row.failure.empty()) throw Error(fmt::format("{}: {}", row.name, row.failure));
  if (row.size) return *row.size;
  const PictureSize size = decode_picture(project_.file_of(picture)).dimensions();
  project_.set_size(picture, size);
  return size;
}

void ImportTarget::take(PictureId picture, ClassId class_id, const Painting& painting) {
  if (!project_.import_painting(picture, class_id, painting))
    throw Error("a person painted or decided here already, which is left as it is");
  ++report_.imported;
}

void ImportTarget::keep(PictureId picture, const std::vector<Prediction>& predictions) {
  project_.put_predictions(picture, predictions);
  report_.imported += std::ssize(predictions);
}

}  // namespace panet::serve
