#include "panet/weights/prototype_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/printable_name.h"
#include "base/shallow_json.h"
#include "panet/base/error.h"
#include "panet/weights/model_file.h"
#include "weights/class_name.h"
#include "weights/file_format_name.h"
#include "weights/weight_sinks.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Metadata = std::map<std::string, std::string>;

constexpr const char* kTensor = "prototypes";
constexpr const char* kFittedTensor = "fitted";
constexpr const char* kDirections = "presence.directions";
constexpr const char* kSurroundings = "presence.surroundings";
constexpr const char* kThresholds = "presence.thresholds";
constexpr const char* kSlopes = "presence.slopes";
constexpr const char* kShape = "picture_shape";
constexpr int64_t kLargestInput = 8192;  // pixels; beyond any memory for the features
constexpr std::size_t kLongestText =
    1'000'000;  // of one metadata entry; JSON grows when it is parsed

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw Error(fmt::format("{}: {}", path.string(), what));
}

// --- What makes prototypes fit together, when saved as when loaded
// ---------------------------------------------------

void require_valid_shape(const std::vector<int64_t>& shape, int64_t ways, const fs::path& path) {
  if (shape.size() != 2 || shape[0] != ways + 1 || shape[1] == 0)
    fail(path,
         fmt::format(
             "the prototypes of {} classes and the background expect shape [{}, D], found [{}]",
             ways, ways + 1, fmt::join(shape, ", ")));
}

void require_finite(const Map<float>& vectors, const fs::path& path) {
  if (!std::ranges::all_of(vectors.all(), [](float value) { return std::isfinite(value); }))
    fail(path, "the prototypes hold NaN or Inf");
}

void require_valid_vectors(const Prototypes& prototypes, const fs::path& path) {
  const auto& vectors = prototypes.vectors;
  const auto& fitted = prototypes.fitted;
  require_valid_shape({vectors.height(), vectors.width()}, prototypes.ways(), path);
  require_finite(vectors, path);
  require_finite(fitted, path);
  if (!fitted.empty() && fitted.dimensions() != vectors.dimensions())
    fail(path, fmt::format("the fitted prototypes expect the shape of the means, [{}, {}], found "
                           "[{}, {}]",
                           vectors.height(), vectors.width(), fitted.height(), fitted.width()));
}

void require_valid_names(const Prototypes& prototypes, const fs::path& path) {
  if (prototypes.ways() < 1 || prototypes.ways() > kMostClasses)
    fail(path, fmt::format("prototypes expect 1 to {} classes, found {}", kMostClasses,
                           prototypes.ways()));
  std::set<std::string> seen;
  for (const auto& name : prototypes.class_names) {
    if (!is_class_name(name))
      fail(path,
           fmt::format("a class name expects text without control characters or '/', found {}",
                       printable(name)));
    if (!seen.insert(name).second)
      fail(path, fmt::format("class names must differ, found {} twice", printable(name)));
  }
}

void require_one_for_each_class(const Prototypes& prototypes, const fs::path& path) {
  const auto require = [&](std::size_t found, const char* what) {
    if (found != prototypes.class_names.size())
      fail(path, fmt::format("{} class names expect as many {}, found {}",
                             prototypes.class_names.size(), what, found));
  };
  require(prototypes.class_colours.size(), "colours");
  require(prototypes.class_shots.size(), "numbers of shots");
  for (const auto shots : prototypes.class_shots)
    if (shots < 1) fail(path, fmt::format("a class expects at least one shot, found {}", shots));
}

void require_valid_classes(const Prototypes& prototypes, const fs::path& path) {
  require_valid_names(prototypes, path);
  require_one_for_each_class(prototypes, path);
}

void require_valid_presence(const Prototypes& prototypes, const fs::path& path) {
  const auto& [directions, surroundings, thresholds, slopes] = prototypes.presence;
  if (prototypes.presence.empty()) return;
  const auto classes = prototypes.class_names.size();
  const PictureSize expected = {prototypes.ways(), prototypes.vectors.width()};
  if (directions.dimensions() != expected || surroundings.dimensions() != expected ||
      thresholds.size() != classes || slopes.size() != classes)
    fail(path, fmt::format("the detectors of presence expect {} directions of {} numbers, as many "
                           "surroundings, thresholds and slopes; found [{}, {}], [{}, {}], {} and "
                           "{}",
                           classes, prototypes.vectors.width(), directions.height(),
                           directions.width(), surroundings.height(), surroundings.width(),
                           thresholds.size(), slopes.size()));
  const auto are_finite = [](const auto& numbers) {
    return std::ranges::all_of(numbers, [](float number) { return std::isfinite(number); });
  };
  if (!are_finite(directions.all()) || !are_finite(surroundings.all()) || !are_finite(thresholds) ||
      !are_finite(slopes))
    fail(path, "the detectors of presence hold NaN or Inf");
}

void require_valid(const Prototypes& prototypes, const fs::path& path) {
  require_valid_classes(prototypes, path);
  require_valid_vectors(prototypes, path);
  require_valid_presence(prototypes, path);
  const auto& fingerprint = prototypes.encoder_fingerprint;
  if (fingerprint.size() != 32 ||
      fingerprint.find_first_not_of("0123456789abcdef") != fingerprint.npos)
    fail(path, fmt::format("the encoder's fingerprint expects 32 hexadecimal digits, found {}",
                           printable(fingerprint)));
  if (prototypes.input_size < 1 || prototypes.input_size > kLargestInput)
    fail(path, fmt::format("the input size expects 1 to {} pixels, found {}", kLargestInput,
                           prototypes.input_size));
}

// --- Metadata
// --------------------------------------------------------------------------------------------------------

const std::string& text_of(const Metadata& metadata, const std::string& key, const fs::path& path) {
  const auto found = metadata.find(key);
  if (found == metadata.end())
    fail(path, fmt::format("the metadata '{}' is missing from this prototype file", key));
  if (found->second.size() > kLongestText)
    fail(path, fmt::format("the metadata '{}' expects at most {} bytes, found {}", key,
                           kLongestText, found->second.size()));
  return found->second;
}

// A JSON list of `T` in a metadata text.
template <typename T>
std::vector<T> list_of(const Metadata& metadata, const std::string& key, const char* expected,
                       const fs::path& path) {
  const auto& text = text_of(metadata, key, path);
  const auto is_valid = [](const json& element) {
    if constexpr (std::is_same_v<T, std::string>) {
      return element.is_string();
    } else if constexpr (std::is_same_v<T, int64_t>) {
      return element.is_number_unsigned() && element.get<uint64_t>() <= INT32_MAX;
    } else {
      return element.is_array() && element.size() == 3 &&
             std::all_of(element.begin(), element.end(), [](const json& part) {
               return part.is_number_unsigned() && part.get<uint64_t>() <= 255;
             });
    }
  };
  const auto list = shallow_json(text);
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_valid))
    fail(path,
         fmt::format("the metadata '{}' expects {}, found {}", key, expected, printable(text)));
  return list.get<std::vector<T>>();
}

int64_t number_of(const Metadata& metadata, const std::string& key, const fs::path& path) {
  const auto& text = text_of(metadata, key, path);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    fail(path,
         fmt::format("the metadata '{}' expects a whole number, found {}", key, printable(text)));
  return number;
}

std::string json_text(const json& list, const fs::path& path) {
  try {
    return list.dump();
  } catch (const json::type_error&) {
    fail(path, "a class name is no valid UTF-8");
  }
}

Map<float> vectors_of(const StoredTensor& tensor, int64_t ways, const fs::path& path) {
  require_valid_shape(tensor.shape(), ways, path);
  if (tensor.dtype() != DType::kF32)
    fail(path, fmt::format("the prototypes expect float32, found {}", name_of(tensor.dtype())));
  auto vectors = Map<float>::uninitialised(tensor.shape()[0], tensor.shape()[1]);
  std::ranges::copy(tensor.values<float>(), vectors.all().begin());
  return vectors;
}

std::span<const float> floats_of(const StoredTensor& tensor, int64_t dimensions,
                                 const fs::path& path) {
  if (tensor.dtype() != DType::kF32 || tensor.dim() != dimensions)
    fail(path, fmt::format("the detectors of presence expect float32 of {} dimensions, found {} of "
                           "{}",
                           dimensions, name_of(tensor.dtype()), tensor.dim()));
  return tensor.values<float>();
}

// None in files of version 0.1.
PresenceDetectors presence_in(const TensorMap& tensors, const fs::path& path) {
  for (const char* name : {kDirections, kSurroundings, kThresholds, kSlopes})
    if (!tensors.contains(name)) return {};
  const auto numbers = [&](const char* name) {
    const auto values = floats_of(tensors.at(name), 1, path);
    return std::vector<float>(values.begin(), values.end());
  };
  const auto rows = [&](const char* name) {
    const auto& tensor = tensors.at(name);
    const auto values = floats_of(tensor, 2, path);
    auto map = Map<float>::uninitialised(tensor.shape()[0], tensor.shape()[1]);
    std::ranges::copy(values, map.all().begin());
    return map;
  };
  return {.directions = rows(kDirections),
          .surroundings = rows(kSurroundings),
          .thresholds = numbers(kThresholds),
          .slopes = numbers(kSlopes)};
}

// None in files of version 0.1, which knew only squares.
PictureShape shape_in(const Metadata& metadata, const fs::path& path) {
  const auto found = metadata.find(kShape);
  if (found == metadata.end()) return PictureShape::kSquare;
  for (const auto shape : {PictureShape::kSquare, PictureShape::kOwn})
    if (found->second == text_of(shape)) return shape;
  fail(path, fmt::format("the metadata '{}' expects 'own' or 'square', found {}", kShape,
                         printable(found->second)));
}

StoredTensor tensor_of(const Map<float>& numbers) {
  return StoredTensor::copy_of(DType::kF32, {numbers.height(), numbers.width()},
                               std::as_bytes(numbers.all()));
}

TensorMap tensors_of(const Prototypes& prototypes) {
  TensorMap tensors = {{kTensor, tensor_of(prototypes.vectors)}};
  if (!prototypes.fitted.empty()) tensors[kFittedTensor] = tensor_of(prototypes.fitted);
  const auto& presence = prototypes.presence;
  if (presence.empty()) return tensors;
  tensors[kDirections] = tensor_of(presence.directions);
  tensors[kSurroundings] = tensor_of(presence.surroundings);
  tensors[kThresholds] = StoredTensor::of({prototypes.ways()}, presence.thresholds);
  tensors[kSlopes] = StoredTensor::of({prototypes.ways()}, presence.slopes);
  return tensors;
}

void require_prototype_file(const TensorFile& file, const fs::path& path) {
  const auto format = file.metadata.find("format");
  const auto& found = format == file.metadata.end() ? std::string() : format->second;
  const bool has_prototypes = file.tensors.contains(kTensor);
  if (found == kPrototypeFormat && has_prototypes) return;
  if (found == kPrototypeFormat)
    fail(path, fmt::format("the tensor '{}' is missing from this prototype file", kTensor));
  if (found == kModelFormat || (file.tensors.size() > 1 && !has_prototypes))
    fail(path,
         "this is a model, not a prototype file: prototypes are learned with it, from annotated "
         "images");
  fail(path,
       fmt::format("this is no prototype file: expects the metadata 'format' to be '{}', found {}",
                   kPrototypeFormat, printable(found)));
}

}  // namespace

Prototypes Prototypes::copy() const {
  return {.vectors = vectors.copy(),
          .fitted = fitted.copy(),
          .class_names = class_names,
          .class_colours = class_colours,
          .class_shots = class_shots,
          .encoder_fingerprint = encoder_fingerprint,
          .input_size = input_size,
          .shape = shape,
          .presence = presence.copy()};
}

void write_prototypes(const ChunkSink& sink, const Prototypes& prototypes, const fs::path& path) {
  require_valid(prototypes, path);
  write_safetensors(sink,
                    {.tensors = tensors_of(prototypes),
                     .metadata = {{"format", kPrototypeFormat},
                                  {"class_names", json_text(prototypes.class_names, path)},
                                  {"class_colours", json_text(prototypes.class_colours, path)},
                                  {"class_shots", json_text(prototypes.class_shots, path)},
                                  {"encoder_fingerprint", prototypes.encoder_fingerprint},
                                  {"input_size", std::to_string(prototypes.input_size)},
                                  {kShape, text_of(prototypes.shape)}}},
                    path);
}

void save_prototypes(const fs::path& path, const Prototypes& prototypes) {
  write_atomically(path, [&](const ChunkSink& sink) { write_prototypes(sink, prototypes, path); });
}

Prototypes load_prototypes(const fs::path& path) {
  const auto file = read_weight_file(path);
  require_prototype_file(file, path);
  Prototypes prototypes{
      .class_names = list_of<std::string>(file.metadata, "class_names", "a list of texts", path),
      .class_colours =
          list_of<Colour>(file.metadata, "class_colours", "a list of [red, green, blue]", path),
      .class_shots =
          list_of<int64_t>(file.metadata, "class_shots", "a list of whole numbers", path),
      .encoder_fingerprint = text_of(file.metadata, "encoder_fingerprint", path),
      .input_size = number_of(file.metadata, "input_size", path),
      .shape = shape_in(file.metadata, path)};
  require_valid_classes(prototypes, path);
  prototypes.vectors = vectors_of(file.tensors.at(kTensor), prototypes.ways(), path);
  if (const auto fitted = file.tensors.find(kFittedTensor); fitted != file.tensors.end())
    prototypes.fitted = vectors_of(fitted->second, prototypes.ways(), path);
  prototypes.presence = presence_in(file.tensors, path);
  require_valid(prototypes, path);
  return prototypes;
}

void require_same_encoder(const Prototypes& prototypes, const std::string& encoder_fingerprint,
                          const fs::path& prototype_file) {
  if (prototypes.encoder_fingerprint == encoder_fingerprint) return;
  fail(
      prototype_file,
      fmt::format(
          "these prototypes were learned with other weights: they expect the encoder {}, found {}; "
          "load that model, or learn them again with this one",
          prototypes.encoder_fingerprint, encoder_fingerprint));
}

}  // namespace panet
