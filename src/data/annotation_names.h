#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace panet {

enum class AnnotationKind { mask, scribble, boxes, labelme };

struct AnnotationFile {
  std::filesystem::path file;
  std::string stem;  // of the picture that it annotates
  AnnotationKind kind = AnnotationKind::mask;
};

// What the name alone says: STEM.mask.png, STEM.scribble.png, STEM.box.txt or STEM.json, the
// endings in any case.
std::optional<AnnotationFile> annotation_by_ending(const std::filesystem::path& file);

// The files of one folder told apart; whatever is neither picture nor annotation is left out.
// STEM.png is a picture, unless a picture STEM of another format lies beside it: then it is the
// mask of that one.
struct PicturesAndAnnotations {
  std::vector<std::filesystem::path> pictures;
  std::vector<AnnotationFile> annotations;
};
PicturesAndAnnotations tell_apart(const std::vector<std::filesystem::path>& files);

// "cat1.png, cat1.mask.png, ...": the annotations that a picture may have, without those that the
// picture is itself.
std::string possible_annotations(const std::filesystem::path& picture);

}  // namespace panet
