#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "panet/image/decode.h"

namespace panet {

enum class AnnotationKind { kMask, kScribble, kBoxes, kLabelme };

// A picture's name without its ending. What stands behind the last dot is no ending where it begins
// with no letter or holds other signs than a word's (frame.0001, IMG.jpg~).
std::string picture_stem(const std::filesystem::path& picture);

struct AnnotationFile {
  std::filesystem::path file;
  std::string stem;  // of the picture that it annotates
  AnnotationKind kind = AnnotationKind::kMask;
};

// What the name alone says: STEM.mask.png, STEM.scribble.png, STEM.box.txt or STEM.json, the
// endings in any case.
std::optional<AnnotationFile> annotation_by_ending(const std::filesystem::path& file);

// The files of one folder told apart; whatever is neither picture nor annotation is left out.
// STEM.png is a picture, unless a picture STEM of another format lies beside it: then it is the
// mask of that one. Where no picture has an annotation's very stem, but one alone the same name in
// another case or Unicode form, and nothing else annotates it, the annotation gets that one's stem.
struct PicturesAndAnnotations {
  std::vector<std::filesystem::path> pictures;
  std::vector<AnnotationFile> annotations;
};
using PictureTest = std::function<bool(const std::filesystem::path& file)>;
PicturesAndAnnotations tell_apart(const std::vector<std::filesystem::path>& files,
                                  const PictureTest& is_picture = has_picture_extension);

// "cat1.png, cat1.mask.png, ...": the annotations that a picture may have, without those that the
// picture is itself.
std::string possible_annotations(const std::filesystem::path& picture);

}  // namespace panet
