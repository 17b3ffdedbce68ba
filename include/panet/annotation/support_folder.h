#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "panet/annotation/annotation.h"
#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// Which annotation stands beside a picture.
struct AnnotatedPicture {
  std::filesystem::path picture = {};
  std::filesystem::path annotation = {};  // empty where `boxes` came from elsewhere
  std::vector<Box> boxes = {};
};

struct SupportClass {
  std::string name = {};
  // In the order of their names, numbers by value: cat2 before cat10.
  std::vector<AnnotatedPicture> pictures = {};
};

struct SupportFolderOptions {
  // The first so many pictures of each class; all without it.
  std::optional<int> shots = {};
  // The classes to read, all without it; other folders are not looked into.
  std::vector<std::string> only = {};
  // By "CLASS/FILE": boxes given elsewhere, e.g. on a command line.
  std::map<std::string, std::vector<Box>> boxes = {};
};

// Reads the layout DIR/CLASS/PICTURE with annotations beside the pictures: STEM.png (beside a
// picture of another format), STEM.mask.png, STEM.scribble.png, STEM.box.txt, STEM.json (endings in
// any case). Beside cat1.jpg, cat1.png is its mask; alone it is a picture. What is a picture its
// content tells, whatever the ending. A stem in another case or Unicode form is understood where it
// fits one picture without annotation alone. Classes in the order of their names, numbers by value
// as well. Symbolic links are followed. The beginnings of files are read, and json that belongs to
// no picture; nothing is decoded.
//
// Passed over with one note that counts them by kind: pictures that cannot be read (HEIC, ...),
// files of other kinds, json that is not labelme's (sidecars of phones and clouds), files that
// panet wrote where they are not a picture's only annotation, and what lies beside or below the
// class folders. Hidden files and what systems leave (Thumbs.db, __MACOSX, @eaDir): without a word.
//
// panet::Error: DIR is no folder or has no class folder (pictures lying in DIR itself are told
// where they belong); a class without pictures; a picture without annotation (all of them named,
// with the names looked for and what may have been meant); two annotations for one picture (both
// named; boxes given elsewhere count); pictures that one annotation could belong to (cat1.jpg,
// cat1.webp; all pairs named); an annotation without picture, or whose picture cannot be read; a
// class of `only` without a folder; fewer pictures than `shots` asks for; boxes for a picture that
// is not there.
std::vector<SupportClass> read_support_folder(const std::filesystem::path& dir,
                                              const SupportFolderOptions& options = {});

// Whether a file is an annotation of a picture beside it, by the names above, rather than a
// picture.
bool is_annotation_file(const std::filesystem::path& path);

// Labels of index masks: one for all classes, or by class name.
struct LabelOptions {
  std::optional<int> all = {};
  std::map<std::string, int> by_class = {};

  // A class's own goes before the one of all. Names are compared as they stand, then folded.
  std::optional<int> of(const std::string& class_name) const;

  // panet::Error where one is for a class that is none of `class_names`: a label that is asked for
  // in vain would leave a mask's other classes in.
  void expect_classes(const std::vector<std::string>& class_names) const;
};

// Reads the annotation of a picture of the given size, of whichever kind its name says (a mask
// where it says none). `class_name` chooses the label and labelme's shapes. Of json that is not
// labelme's panet::Error tells whose it is.
Annotation read_annotation(const AnnotatedPicture& picture, PictureSize size,
                           const std::string& class_name, const LabelOptions& labels = {});

}  // namespace panet
