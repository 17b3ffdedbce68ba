#include "weights/safetensors_header.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/printable_name.h"
#include "panet/base/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMostDimensions = 64;  // more than any program computes with
constexpr std::size_t kMostKeys = 1 << 16;   // tensors, or texts in the metadata

std::optional<DType> dtype_of(std::string_view name) {
  for (const auto dtype : {DType::kF64, DType::kF32, DType::kF16, DType::kBF16, DType::kI64,
                           DType::kI32, DType::kI16, DType::kI8, DType::kU8, DType::kBool})
    if (name_of(dtype) == name) return dtype;
  return {};
}

// Receives the header token by token and builds the entries, refusing what the format has no place
// for.
class HeaderReader : public nlohmann::json_sax<json> {
 public:
  explicit HeaderReader(const fs::path& path) : path_(path) {}

  SafetensorsHeader take() { return std::move(header_); }

  bool start_object(std::size_t) override {
    if (place_ == Place::kOutside) {
      place_ = Place::kTop;
    } else if (place_ != Place::kTop) {
      fail("expects at most two levels of JSON objects, found a third");
    } else if (key_ == kMetadataKey) {
      place_ = Place::kMetadata;
    } else {
      place_ = Place::kEntry;
      header_.entries.push_back({.name = key_});
      fields_.clear();
    }
    return true;
  }

  bool key(std::string& key) override {
    key_ = std::move(key);
    if (place_ == Place::kTop) {
      if (!names_.insert(key_).second) fail(fmt::format("duplicate key {}", printable(key_)));
      if (names_.size() > kMostKeys) fail(fmt::format("more than {} tensors", kMostKeys));
    } else if (place_ == Place::kMetadata) {
      if (header_.metadata.size() == kMostKeys)
        fail(fmt::format("more than {} texts in the metadata", kMostKeys));
      if (header_.metadata.contains(key_))
        fail(fmt::format("duplicate metadata key {}", printable(key_)));
    } else {
      if (key_ != "dtype" && key_ != "shape" && key_ != "data_offsets")
        fail(fmt::format("expects the fields dtype, shape and data_offsets, found {}",
                         printable(key_)));
      if (!fields_.insert(key_).second) fail(fmt::format("duplicate field {}", printable(key_)));
    }
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kEntry) {
      for (const char* field : {"dtype", "shape", "data_offsets"}) {
        if (!fields_.contains(field)) fail(fmt::format("the field '{}' is missing", field));
      }
    }
    place_ = place_ == Place::kTop ? Place::kOutside : Place::kTop;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::kEntry || key_ == "dtype") fail_at_value("a list");
    place_ = key_ == "shape" ? Place::kShape : Place::kOffsets;
    return true;
  }

  bool end_array() override {
    const auto count = header_.entries.back().offsets.size();
    if (place_ == Place::kOffsets && count != 2)
      fail(fmt::format("data_offsets expects 2 numbers, begin and end, found {}", count));
    place_ = Place::kEntry;
    return true;
  }

  bool number_unsigned(std::uint64_t value) override {
    if (place_ == Place::kShape) {
      add_dimension(value);
    } else if (place_ == Place::kOffsets) {
      auto& offsets = header_.entries.back().offsets;
      if (offsets.size() == 2) fail("data_offsets expects 2 numbers, begin and end, found more");
      offsets.push_back(value);
    } else {
      fail_at_value(fmt::format("the number {}", value));
    }
    return true;
  }

  bool string(std::string& value) override {
    if (place_ == Place::kMetadata) {
      header_.metadata.emplace(key_, std::move(value));
    } else if (place_ == Place::kEntry && key_ == "dtype") {
      const auto dtype = dtype_of(value);
      if (!dtype) {
        fail(fmt::format(
            "expects dtype F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL, found {}",
            printable(value)));
      }
      header_.entries.back().dtype = *dtype;
    } else {
      fail_at_value("the text " + printable(value));
    }
    return true;
  }

  bool number_integer(std::int64_t value) override {
    fail_at_value(fmt::format("the number {}", value));
  }
  bool number_float(double, const std::string& text) override {
    fail_at_value("the number " + printable(text));
  }
  bool null() override { fail_at_value("null"); }
  bool boolean(bool value) override { fail_at_value(value ? "true" : "false"); }
  bool binary(json::binary_t&) override { fail_at_value("bytes"); }

  bool parse_error(std::size_t position, const std::string& token,
                   const json::exception&) override {
    throw Error(fmt::format("{}: the header is no valid JSON at byte {}, near {}", path_.string(),
                            8 + position, printable(token)));
  }

 private:
  enum class Place { kOutside, kTop, kMetadata, kEntry, kShape, kOffsets };

  void add_dimension(std::uint64_t size) {
    auto& shape = header_.entries.back().shape;
    if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      fail(fmt::format("the shape overflows: {} elements along one dimension", size));
    if (shape.size() == kMostDimensions)
      fail(fmt::format("more than {} dimensions", kMostDimensions));
    shape.push_back(static_cast<std::int64_t>(size));
  }

  [[noreturn]] void fail_at_value(const std::string& found) const {
    switch (place_) {
      case Place::kMetadata:
        fail(fmt::format("metadata {} expects text, found {}", printable(key_), found));
      case Place::kShape:
      case Place::kOffsets:
        fail(fmt::format("{} expects non-negative integers, found {}", key_, found));
      case Place::kEntry:
        fail(fmt::format("the field {} expects {}, found {}", key_,
                         key_ == "dtype" ? "text" : "a list", found));
      default:
        fail(fmt::format("key {} expects an object, found {}", printable(key_), found));
    }
  }

  [[noreturn]] void fail(const std::string& what) const {
    const bool in_entry =
        place_ == Place::kEntry || place_ == Place::kShape || place_ == Place::kOffsets;
    const auto where =
        in_entry ? fmt::format("tensor {}: ", printable(header_.entries.back().name)) : "header: ";
    throw Error(fmt::format("{}: {}{}", path_.string(), where, what));
  }

  const fs::path& path_;
  SafetensorsHeader header_;
  Place place_ = Place::kOutside;
  std::string key_;
  std::set<std::string> names_;   // seen at the top level
  std::set<std::string> fields_;  // seen in the current entry
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view text, const fs::path& path) {
  if (!text.starts_with('{')) {
    throw Error(fmt::format("{}: the header expects a JSON object, starting with '{{', found {}",
                            path.string(), printable(text.substr(0, 1))));
  }
  // The parser takes a NUL for the end of its input and would not see what hides behind it.
  if (text.find('\0') != text.npos)
    throw Error(fmt::format("{}: the header is no valid JSON: it holds a NUL byte", path.string()));
  HeaderReader reader(path);
  json::sax_parse(text.begin(), text.end(), &reader);
  return reader.take();
}

}  // namespace panet
