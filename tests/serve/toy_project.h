#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "maps.h"
#include "serve/project/project.h"
#include "support.h"

namespace panet::serve::test {

using panet::test::TemporaryFolder;

inline constexpr PictureSize kToySize{20, 30};

// A folder for photographs, none in it, and the project of it, which can be opened again.
class ToyProject {
 public:
  ToyProject() {
    std::filesystem::create_directory(folder_ / "photos");
    open();
  }

  Project& operator*() { return *project_; }
  Project* operator->() { return project_.get(); }

  void open() { project_ = std::make_unique<Project>(home(), folder_ / "photos"); }
  void close() { project_.reset(); }
  void open_again() {
    close();
    open();
  }

  std::filesystem::path home() const { return folder_ / "photos.panet"; }
  std::filesystem::path file() const { return home() / "project.sqlite"; }
  std::filesystem::path photos() const { return folder_ / "photos"; }
  const std::filesystem::path& folder() const { return folder_.path(); }

  // Pictures of kToySize, which were looked at; their ids, in the order of names.
  std::vector<PictureId> add(const std::vector<std::string>& names) {
    std::vector<Project::Found> found;
    for (const auto& name : names) found.push_back({.name = name, .bytes = 1, .modified_ns = 1});
    project_->add_pictures(found);
    std::vector<PictureId> ids;
    for (const auto& row : project_->pictures({.limit = 1'000'000}).pictures) {
      project_->set_size(row.id, kToySize);
      ids.push_back(row.id);
    }
    return ids;
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Project> project_;
};

inline Mask box_mask(int64_t top, int64_t bottom, int64_t left, int64_t right) {
  Mask mask(kToySize);
  fill_rectangle(mask, {static_cast<double>(left), static_cast<double>(top)},
                 {static_cast<double>(right), static_cast<double>(bottom)});
  return mask;
}

inline Shape box(int64_t top, int64_t bottom, int64_t left, int64_t right, bool is_object = true) {
  return {.tool = Tool::kBox,
          .is_object = is_object,
          .points = {{static_cast<double>(left), static_cast<double>(top)},
                     {static_cast<double>(right), static_cast<double>(bottom)}}};
}

inline Shape stroke(double y, double from, double to, bool is_object = true) {
  return {.tool = Tool::kStroke, .is_object = is_object, .points = {{from, y}, {to, y}}};
}

inline Prediction prediction(ClassId class_id, Mask mask, double presence = 0.9,
                             double certainty = 0.9) {
  return {
      .class_id = class_id, .mask = std::move(mask), .presence = presence, .certainty = certainty};
}

// Masks can only be moved into a list.
template <typename... Predictions>
std::vector<Prediction> list(Predictions... predictions) {
  std::vector<Prediction> all;
  (all.push_back(std::move(predictions)), ...);
  return all;
}

}  // namespace panet::serve::test
