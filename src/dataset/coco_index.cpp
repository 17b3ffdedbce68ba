#include "dataset/coco_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error_context.h"
#include "dataset/coco_segmentation.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet {
namespace {

// The ids of a list, ascending; panet::Error where one comes twice.
template <typename Element>
std::vector<int64_t> ids_of(const std::vector<Element>& list, const char* name) {
  std::vector<int64_t> ids;
  for (const auto& element : list) ids.push_back(element.id);
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  if (twice != ids.end()) throw Error(fmt::format("\"{}\": id {} is listed twice", name, *twice));
  return ids;
}

bool is_listed(const std::vector<int64_t>& ids, int64_t id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

void expect_listed(const std::vector<int64_t>& ids, int64_t id, const CocoAnnotation& annotation,
                   const char* what) {
  if (is_listed(ids, id)) return;
  throw Error(
      fmt::format("annotation {} is of {} {}, which is not listed", annotation.id, what, id));
}

// What is left out of a file.
struct LeftOut {
  std::size_t annotations = 0;  // that have no outline
  int64_t polygons = 0;         // that are too short, of annotations that have others
};

// Boxes alone, and what a stray click leaves, are no outline to learn from.
LeftOut leave_out_boxes(CocoFile& file) {
  const auto count = file.annotations.size();
  LeftOut left_out;
  left_out.annotations = std::erase_if(file.annotations, [&](const CocoAnnotation& annotation) {
    const auto outlines = count_outlines(annotation.segmentation);
    if (outlines.drawable > 0) left_out.polygons += outlines.too_short;
    return outlines.drawable == 0;
  });
  if (count > 0 && left_out.annotations == count)
    throw Error(fmt::format(
        "none of the {} annotations has an outline (\"segmentation\"), as there are boxes only; "
        "outline the objects by polygons or masks",
        count));
  return left_out;
}

void tell(const LeftOut& left_out, std::size_t kept, const std::string& name) {
  if (left_out.annotations > 0)
    note(
        fmt::format("{}: {} of {} annotations have no outline (boxes only, or fewer than 3 "
                    "points) and are left out",
                    name, left_out.annotations, kept + left_out.annotations));
  if (left_out.polygons > 0)
    note(
        fmt::format("{}: {} polygon(s) of fewer than 3 points are left out of annotations that "
                    "have others",
                    name, left_out.polygons));
}

// → how many.
int64_t leave_out_strays(CocoFile& file) {
  const auto pictures = ids_of(file.pictures, "images");
  const auto categories = ids_of(file.categories, "categories");
  const auto is_stray = [&](const CocoAnnotation& annotation) {
    return !is_listed(pictures, annotation.picture_id) ||
           !is_listed(categories, annotation.category_id);
  };
  return static_cast<int64_t>(std::erase_if(file.annotations, is_stray));
}

void check_references(const CocoFile& file) {
  const auto pictures = ids_of(file.pictures, "images");
  const auto categories = ids_of(file.categories, "categories");
  for (const auto& annotation : file.annotations) {
    expect_listed(pictures, annotation.picture_id, annotation, "picture");
    expect_listed(categories, annotation.category_id, annotation, "category");
  }
}

}  // namespace

CocoIndex::CocoIndex(const std::filesystem::path& path, Strays strays, CocoNames names)
    : file_(read_coco_file(path, names)) {
  with_context(path.string(), [&] {
    if (file_.pictures.empty()) throw Error("\"images\" lists no picture");
    if (strays == Strays::kRefused)
      check_references(file_);
    else
      strays_ = leave_out_strays(file_);
    const auto left_out = leave_out_boxes(file_);
    outlineless_ = static_cast<int64_t>(left_out.annotations);
    if (strays == Strays::kRefused) tell(left_out, file_.annotations.size(), path.string());
  });
  std::ranges::sort(file_.categories, {}, &CocoCategory::id);
  std::ranges::stable_sort(file_.annotations, {}, &CocoAnnotation::picture_id);
}

std::vector<int64_t> CocoIndex::used_categories() const {
  std::set<int64_t> used;
  for (const auto& annotation : file_.annotations) used.insert(annotation.category_id);
  return {used.begin(), used.end()};
}

std::span<const CocoAnnotation> CocoIndex::annotations_of(const CocoPicture& picture) const {
  const auto& all = file_.annotations;
  return {std::ranges::lower_bound(all, picture.id, {}, &CocoAnnotation::picture_id),
          std::ranges::upper_bound(all, picture.id, {}, &CocoAnnotation::picture_id)};
}

std::map<int64_t, CocoIndex::Annotations> CocoIndex::by_category(const CocoPicture& picture) const {
  std::map<int64_t, Annotations> sorted;
  for (const CocoAnnotation& annotation : annotations_of(picture))
    sorted[annotation.category_id].push_back(&annotation);
  return sorted;
}

}  // namespace panet
