#include "panet/segment/support_stream.h"

#include "panet/image/decode.h"

namespace panet {
namespace {

Support read_support(const std::string& class_name, const AnnotatedPicture& annotated,
                     const LabelOptions& labels) {
  Support support = {
      .class_name = class_name,
      .picture = decode_picture(annotated.picture),
      .annotation = {},
      .source = (annotated.annotation.empty() ? annotated.picture : annotated.annotation).string()};
  support.annotation = read_annotation(annotated, support.picture.dimensions(), class_name, labels);
  return support;
}

}  // namespace

std::function<std::optional<Support>()> support_stream(std::vector<SupportClass> classes,
                                                       LabelOptions labels) {
  std::vector<std::string> names;
  for (const auto& support_class : classes) names.push_back(support_class.name);
  labels.expect_classes(names);
  return [classes = std::move(classes), labels = std::move(labels), c = std::size_t{0},
          shot = std::size_t{0}]() mutable -> std::optional<Support> {
    while (c < classes.size() && shot == classes[c].pictures.size()) {
      ++c;
      shot = 0;
    }
    if (c == classes.size()) return std::nullopt;
    return read_support(classes[c].name, classes[c].pictures[shot++], labels);
  };
}

}  // namespace panet
