#include <set>
#include <string>

#include "annotation/json_origin.h"
#include "annotation/labelme_file.h"
#include "input_file.h"
#include "panet/annotation/annotation.h"

namespace panet::fuzz {
namespace {

// Some of them, for each reads the whole file again.
std::set<std::string> labels_in(Bytes file) {
  constexpr std::size_t kMost = 8;
  std::set<std::string> labels;
  for (const LabelmeShape& shape : parse_labelme(file).shapes)
    if (labels.size() < kMost) labels.insert(shape.label);
  return labels;
}

void read_labelme_somehow(Bytes file) {
  const auto& path = input_file(file);
  attempt([&] { expect_labelme(path); });
  for (const std::string& label : labels_in(file))
    attempt([&] { read_labelme(path, {.height = 40, .width = 60}, label); });
}

const Enlisted kLabelme({.name = "labelme", .read = read_labelme_somehow});

}  // namespace
}  // namespace panet::fuzz
