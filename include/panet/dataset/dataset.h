#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "panet/annotation/annotation.h"
#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// A class, and which pictures of the data set hold it.
struct DatasetClass {
  int id = 0;  // the data set's own number: VOC 1..20, COCO's category id, folders 1..C
  std::string name;
  std::vector<std::size_t> pictures;  // ascending
  std::vector<std::size_t> small;     // that hold less of it than leave_out_small asked for

  // Whether a picture holds it, however little.
  bool is_in(std::size_t picture) const;
};

// The truth about one picture, at its own size.
struct PictureLabels {
  PictureSize size;
  std::map<int, Mask> masks;  // by class id, the classes that are there; they may overlap
  // Pixels that nobody decided on (VOC's 255): background of a support as in the authors' code, and
  // not counted in a query. Empty where there are none.
  Mask void_pixels;
  // Pixels that nobody looked at (most of a scribbled picture): neither background of a support nor
  // counted in a query. Empty where there are none.
  Mask unlabelled;

  PictureLabels copy() const;
};

// How much of a picture there is of each class, in pixels at its own size.
struct ClassAreas {
  int64_t picture = 0;             // all its pixels
  std::map<int, int64_t> classes;  // by class id, the classes that are there
};

// How much of a picture a class covers at least where it is listed for the class; where both are
// given, both.
struct LeastArea {
  double share = 0;    // of the picture, 0 to 1
  int64_t pixels = 0;  // of the picture at its own size

  bool operator==(const LeastArea&) const = default;
};

// Annotated pictures of many classes, by index. Reading is const and may be done by any number of
// threads at once; panet::Error names the file that is broken.
class Dataset {
 public:
  virtual ~Dataset() = default;
  Dataset(const Dataset&) = delete;
  Dataset& operator=(const Dataset&) = delete;

  const std::vector<DatasetClass>& classes() const { return classes_; }  // by ascending id
  const DatasetClass& class_of(int id) const;                            // panet::Error: unknown

  // Takes a picture out of the list of each class that covers less of it than `least`: a few pixels
  // teach little about a class. Asks for the areas of every picture that is in a list; one whose
  // areas cannot be told stays in it, for whoever draws it to say so.
  void leave_out_small(const LeastArea& least,
                       const std::function<void(std::size_t done, std::size_t total)>& on_progress);

  // What leave_out_small was told; nothing before.
  const LeastArea& least_area() const { return least_area_; }

  // The name by which episode files and errors know a picture: "2007_000033", "cat/cat1".
  const std::vector<std::string>& picture_names() const { return picture_names_; }

  // The image set that was read: VOC's list, COCO's set; empty where a data set has none.
  const std::string& image_set() const { return image_set_; }

  // What is wrong with the data set beside its pictures, a line each: annotations without a picture
  // and the like. Filled where it was opened with DatasetOptions::keep_broken; otherwise noted.
  const std::vector<std::string>& problems() const { return problems_; }

  virtual Picture picture(std::size_t index) const = 0;

  // `size` is that of the picture; panet::Error where the annotation has another.
  virtual PictureLabels labels(std::size_t index, PictureSize size) const = 0;

  // Here: of the picture's labels, for which it is read. Data sets whose annotations tell the size
  // of the picture leave it unread.
  virtual ClassAreas areas(std::size_t index) const;

  // The single objects of a class in a picture. `labels` are the picture's. Here, for data sets
  // that do not tell objects apart: the connected components of the class's mask.
  virtual Instances instances(std::size_t index, int class_id, const PictureLabels& labels) const;

  // Strokes that a person drew. Here, for data sets without: none.
  virtual std::optional<Annotation> scribble(std::size_t index, int class_id,
                                             PictureSize size) const;

 protected:
  Dataset() = default;
  std::vector<DatasetClass> classes_;
  std::vector<std::string> picture_names_;
  std::string image_set_;
  std::vector<std::string> problems_;

 private:
  LeastArea least_area_;
};

struct LabelledPicture {
  Picture picture;
  PictureLabels labels;
};

LabelledPicture read_labelled_picture(const Dataset& dataset, std::size_t index);

ClassAreas areas_of(const PictureLabels& labels);

}  // namespace panet
