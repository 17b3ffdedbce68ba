#include "serve/tools/label_studio/label_config.h"

#include "target.h"

namespace panet::fuzz {
namespace {

void read_config(Bytes xml) {
  serve::parse_label_config(std::string(text_of(xml)));
}

const Enlisted kLabelConfig({.name = "label_config", .read = read_config});

}  // namespace
}  // namespace panet::fuzz
