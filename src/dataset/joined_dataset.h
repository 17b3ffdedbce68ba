#pragma once

#include <memory>
#include <string>
#include <vector>

#include "panet/dataset/dataset.h"
#include "panet/dataset/fold.h"

namespace panet {

// Several data sets as one: the classes and pictures of the first, then those of the second, and so
// on. The first one's keep their ids and names; those of the others get ids of their own, and the
// data set's name before theirs: "things/mug", "things/mug/3".
class JoinedDataset : public Dataset {
 public:
  struct Part {
    std::string name;
    std::unique_ptr<Dataset> dataset;
  };

  // At least one part.
  explicit JoinedDataset(std::vector<Part> parts);

  // The classes of a fold of one of the parts, here.
  Fold fold_here(std::size_t part, const Fold& fold) const;

  Picture picture(std::size_t index) const override;
  PictureLabels labels(std::size_t index, PictureSize size) const override;
  Instances instances(std::size_t index, int class_id, const PictureLabels& labels) const override;
  std::optional<Annotation> scribble(std::size_t index, int class_id,
                                     PictureSize size) const override;

 private:
  // A part, and what its own numbers grow by here.
  struct Placed {
    std::unique_ptr<Dataset> dataset;
    std::size_t first_picture = 0, first_class = 0;
    int id_offset = 0;
  };

  void add(Part part);
  const Placed& part_of(std::size_t picture) const;

  std::vector<Placed> parts_;
};

}  // namespace panet
