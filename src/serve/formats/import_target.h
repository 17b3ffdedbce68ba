#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "serve/formats/folder_walk.h"
#include "serve/formats/import.h"
#include "serve/formats/picture_names.h"
#include "serve/project/project.h"

namespace panet::serve {

// A project that annotations from elsewhere go to, and the report of it.
class ImportTarget {
 public:
  ImportTarget(Project& project, ImportReach reach)
      : project_(project), reach_(reach), names_(project) {}

  Project& project() { return project_; }
  const PictureNames& names() const { return names_; }
  ImportReport report() && { return std::move(report_); }

  // Runs an action, which takes in masks by take() and keep(); where it throws a panet::Error, that
  // is the reason why `name` is skipped.
  void attempt(const std::string& name, const std::function<void()>& action);
  void skip(const std::string& name, const std::string& reason);

  // panet::Error for a link that leads out of reach.
  void expect_within_reach(const std::filesystem::path& path) const;

  // Folders below one that is imported; those that cannot be read, or are out of reach, are
  // skipped.
  void walk(const std::filesystem::path& root, const VisitFolder& visit);

  // The size of a picture, which is decoded where it was not looked at; panet::Error for one that
  // fails.
  PictureSize size_of(PictureId picture);

  // panet::Error where a person said something of the class here.
  void take(PictureId picture, ClassId class_id, const Painting& painting);
  void keep(PictureId picture, const std::vector<Prediction>& predictions);

 private:
  bool may_enter(const std::filesystem::path& root, const std::filesystem::path& below);

  Project& project_;
  ImportReach reach_;
  PictureNames names_;
  ImportReport report_;
};

// One for each format (import.h).
void import_masks(ImportTarget& target, const std::filesystem::path& folder);
void import_classes(ImportTarget& target, const std::filesystem::path& folder);
void import_coco(ImportTarget& target, const std::filesystem::path& file);
void import_segmented(ImportTarget& target, const std::filesystem::path& folder);

}  // namespace panet::serve
