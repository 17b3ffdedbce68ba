#include "dataset/coco_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>

#include "base/byte_order_mark.h"
#include "base/error_context.h"
#include "base/json_fields.h"
#include "base/regular_file.h"
#include "image/picture_size.h"
#include "panet/base/error.h"

namespace panet {
namespace fs = std::filesystem;
namespace json = simdjson::ondemand;

namespace {

std::string with_slashes(std::string name) {
  std::replace(name.begin(), name.end(), '\\', '/');
  return name;
}

// The bytes of the file, and behind them as many zeros as simdjson wants to read past an end.
std::vector<char> read_padded(const fs::path& path) {
  const RegularFile file(path);
  std::vector<char> text(file.size() + simdjson::SIMDJSON_PADDING);
  file.read(std::as_writable_bytes(std::span(text).first(file.size())));
  return text;
}

// "a%20b.jpg" → "a b.jpg"; what is no such code stays.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const auto* const code = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(code, code + 2, byte, 16).ptr == code + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// Of an address the name of the file, which was downloaded from there; other names as they are.
std::string without_address(const std::string& name) {
  if (name.find("://") == std::string::npos) return name;
  const auto path = name.substr(0, name.find_first_of("?#"));
  return percent_decoded(path.substr(path.rfind('/') + 1));
}

// Names come from strangers: none may reach a file elsewhere.
std::string checked_file_name(const std::string& name, CocoNames names) {
  const fs::path path(with_slashes(name));
  const bool stays_within = path.has_filename() && path.is_relative() &&
                            std::find(path.begin(), path.end(), "..") == path.end() &&
                            name.find('\0') == std::string::npos;
  if (stays_within) return name;
  if (names == CocoNames::kLastOfOthers) return path.filename().string();
  throw Error(fmt::format("\"file_name\" is \"{:.80}\", no name of a file within the folder",
                          name.c_str()));
}

PictureSize checked_size(int64_t height, int64_t width) {
  if (height < 1 || width < 1) throw Error(fmt::format("a picture of {} x {}", width, height));
  check_picture_size(static_cast<uint64_t>(height), static_cast<uint64_t>(width));
  return {.height = height, .width = width};
}

int64_t checked_category_id(int64_t id) {
  if (id < 0 || id > std::numeric_limits<int>::max())
    throw Error(fmt::format("a category's id is {}; it has to be from 0 to 2^31 - 1", id));
  return id;
}

// Where the element has told its id, an error tells it as well.
template <typename Action>
auto with_id(const std::optional<int64_t>& id, Action&& action) {
  return id ? with_context(fmt::format("id {}", *id), action) : action();
}

CocoPicture read_picture(json::object fields, CocoNames names) {
  std::optional<int64_t> id, height, width;
  std::optional<std::string> file_name, address;
  for_each_field(fields, [&](std::string_view key, json::value value) {
    if (key == "id") id = whole_number(value, key);
    if (key == "height") height = whole_number(value, key);
    if (key == "width") width = whole_number(value, key);
    if (key == "file_name" && !is_null(value)) file_name = text_of(value, key);
    if (key == "coco_url" && !is_null(value)) address = text_of(value, key);
  });
  if (!file_name) file_name = address;
  return with_id(id, [&] {
    const auto name = without_address(required(file_name, "file_name"));
    return CocoPicture{.id = required(id, "id"),
                       .file_name = checked_file_name(name, names),
                       .size = checked_size(required(height, "height"), required(width, "width"))};
  });
}

CocoCategory read_category(json::object fields) {
  std::optional<int64_t> id;
  std::optional<std::string> name;
  for_each_field(fields, [&](std::string_view key, json::value value) {
    if (key == "id") id = whole_number(value, key);
    if (key == "name") name = text_of(value, key);
  });
  return with_id(id, [&] {
    return CocoCategory{.id = checked_category_id(required(id, "id")),
                        .name = required(name, "name")};
  });
}

// Nothing where only boxes were drawn.
std::string_view unread_segmentation(json::value value) {
  switch (value.type()) {
    case json::json_type::array:
      return value.get_array().value().raw_json();
    case json::json_type::object:
      return value.get_object().value().raw_json();
    case json::json_type::null:
      return {};
    default:
      throw Error(fmt::format("\"segmentation\" is neither a list of polygons nor an RLE, but {}",
                              shown(value)));
  }
}

CocoAnnotation read_annotation(json::object fields) {
  std::optional<int64_t> id, picture_id, category_id;
  std::string_view segmentation;
  for_each_field(fields, [&](std::string_view key, json::value value) {
    if (key == "id") id = whole_number(value, key);
    if (key == "image_id") picture_id = whole_number(value, key);
    if (key == "category_id") category_id = whole_number(value, key);
    if (key == "segmentation") segmentation = unread_segmentation(value);
  });
  return with_id(id, [&] {
    return CocoAnnotation{.id = required(id, "id"),
                          .picture_id = required(picture_id, "image_id"),
                          .category_id = required(category_id, "category_id"),
                          .segmentation = segmentation};
  });
}

template <typename Read>
auto read_list(json::array list, std::string_view key, const Read& read) {
  std::vector<std::invoke_result_t<Read, json::object>> elements;
  try {
    for (json::value element : list) {
      json::object fields;
      if (element.get_object().get(fields)) throw Error("not an object");
      elements.push_back(read(fields));
    }
  } catch (const Error& error) {
    throw Error(fmt::format("\"{}\"[{}]: {}", key, elements.size(), error.what()));
  }
  return elements;
}

void read_lists(json::object fields, CocoFile& file, CocoNames names) {
  std::optional<std::vector<CocoPicture>> pictures;
  std::optional<std::vector<CocoCategory>> categories;
  std::optional<std::vector<CocoAnnotation>> annotations;
  for_each_field(fields, [&](std::string_view key, json::value value) {
    if (key == "images")
      pictures = read_list(list_of(value, key), "images",
                           [names](json::object picture) { return read_picture(picture, names); });
    if (key == "categories")
      categories = read_list(list_of(value, key), "categories", read_category);
    if (key == "annotations")
      annotations = read_list(list_of(value, key), "annotations", read_annotation);
  });
  file.pictures = required(std::move(pictures), "images");
  file.categories = required(std::move(categories), "categories");
  file.annotations = required(std::move(annotations), "annotations");
}

// " near byte 17", as far as is known.
std::string place_in(json::document& document, const std::vector<char>& text) {
  const char* place = nullptr;
  if (document.current_location().get(place)) return {};
  return fmt::format(" near byte {}", place - text.data());
}

// What detectors write, and COCO's server takes, is a list.
json::object whole_object(json::document& document) {
  const json::json_type type = document.type();
  if (type == json::json_type::array)
    throw Error(
        "a list of results, not a data set: an object with \"images\", \"annotations\" and "
        "\"categories\" is needed");
  if (type != json::json_type::object)
    throw Error(
        "not a data set: an object with \"images\", \"annotations\" and \"categories\" is needed");
  return document.get_object();
}

void parse(CocoFile& file, CocoNames names) {
  const std::size_t size = file.text.size() - simdjson::SIMDJSON_PADDING;
  const std::size_t mark = size - without_byte_order_mark({file.text.data(), size}).size();
  json::parser parser;
  json::document document;
  if (const auto error =
          parser.iterate(file.text.data() + mark, size - mark, file.text.size() - mark)
              .get(document))
    throw Error(fmt::format("not valid JSON: {}", simdjson::error_message(error)));
  try {
    read_lists(whole_object(document), file, names);
    if (!document.current_location().error()) throw Error("text behind the end of the JSON");
  } catch (const simdjson::simdjson_error& error) {
    throw Error(fmt::format("not valid JSON{}: {}", place_in(document, file.text), error.what()));
  }
}

}  // namespace

fs::path slashed_name(std::string file_name) {
  return fs::path(with_slashes(std::move(file_name))).lexically_normal();
}

CocoFile read_coco_file(const fs::path& path, CocoNames names) {
  CocoFile file{.text = read_padded(path)};
  with_context(path.string(), [&] { parse(file, names); });
  return file;
}

}  // namespace panet
