#include "input_file.h"
#include "panet/annotation/annotation.h"

namespace panet::fuzz {
namespace {

void read_some_boxes(Bytes file) {
  const auto boxes = read_boxes(input_file(file));
  annotation_of_boxes(boxes, {.height = 40, .width = 60}, "boxes");
}

const Enlisted kBoxes({.name = "boxes", .read = read_some_boxes});

}  // namespace
}  // namespace panet::fuzz
