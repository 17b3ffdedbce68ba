#include "serve/tools/label_studio/label_config.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "panet/base/error.h"

namespace panet::serve {
namespace {

using Shape = LabelConfig::Shape;

std::optional<Shape> shape_of(std::string_view tag) {
  if (tag == "BrushLabels") return Shape::kBrush;
  if (tag == "PolygonLabels") return Shape::kPolygon;
  if (tag == "RectangleLabels") return Shape::kRectangle;
  return std::nullopt;
}

class Attributes {
 public:
  explicit Attributes(const XML_Char** pairs) : pairs_(pairs) {}

  std::string value(std::string_view name) const {
    for (const XML_Char** pair = pairs_; *pair != nullptr; pair += 2)
      if (*pair == name) return pair[1];
    return {};
  }

 private:
  const XML_Char** pairs_;
};

// What can draw, and the fields of pictures by the names of their tags.
class ConfigReader {
 public:
  void read(const std::string& xml) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr),
                                                                         XML_ParserFree);
    XML_SetUserData(parser.get(), this);
    XML_SetElementHandler(parser.get(), begin, end);
    if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) ==
        XML_STATUS_OK)
      return;
    throw Error(fmt::format("the labelling configuration is no XML: {} in line {}",
                            XML_ErrorString(XML_GetErrorCode(parser.get())),
                            XML_GetCurrentLineNumber(parser.get())));
  }

  LabelConfig config() const {
    for (const auto& control : controls_)
      if (const auto field = fields_.find(control.tags.image); field != fields_.end()) {
        auto config = control;
        config.field = field->second;
        return config;
      }
    throw Error(
        "the labelling configuration has no BrushLabels, PolygonLabels or RectangleLabels for an "
        "Image with a value of the form \"$image\"");
  }

 private:
  static void XMLCALL begin(void* reader, const XML_Char* tag, const XML_Char** pairs) {
    static_cast<ConfigReader*>(reader)->add(tag, Attributes(pairs));
  }
  static void XMLCALL end(void* reader, const XML_Char* tag) {
    if (shape_of(tag)) static_cast<ConfigReader*>(reader)->is_in_control_ = false;
  }

  void add(std::string_view tag, const Attributes& attributes) {
    if (const auto shape = shape_of(tag)) {
      controls_.push_back(
          {.shape = *shape,
           .tags = {.control = attributes.value("name"), .image = attributes.value("toName")},
           .field = {},
           .labels = {}});
      is_in_control_ = true;
    }
    if (tag == "Label" && is_in_control_) {
      const auto alias = attributes.value("alias");
      controls_.back().labels.push_back(alias.empty() ? attributes.value("value") : alias);
    }
    const auto field = attributes.value("value");
    if (tag == "Image" && field.starts_with('$'))
      fields_.emplace(attributes.value("name"), field.substr(1));
  }

  std::vector<LabelConfig> controls_;
  std::map<std::string, std::string> fields_;
  bool is_in_control_ = false;
};

}  // namespace

LabelConfig parse_label_config(const std::string& xml) {
  ConfigReader reader;
  reader.read(xml);
  return reader.config();
}

}  // namespace panet::serve
