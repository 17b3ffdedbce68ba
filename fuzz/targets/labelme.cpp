#include "annotation/json_origin.h"
#include "annotation/labelme_file.h"
#include "input_file.h"
#include "panet/annotation/annotation.h"

namespace panet::fuzz {
namespace {

void read_labelme_somehow(Bytes file) {
  const auto& path = input_file(file);
  attempt([&] { expect_labelme(path); });
  for (const LabelmeShape& shape : parse_labelme(file).shapes)
    attempt([&] { read_labelme(path, {.height = 40, .width = 60}, shape.label); });
}

const Enlisted kLabelme({.name = "labelme", .read = read_labelme_somehow});

}  // namespace
}  // namespace panet::fuzz
