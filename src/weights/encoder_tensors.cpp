#include "weights/encoder_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

#include "base/printable_name.h"
#include "panet/base/error.h"
#include "panet/model/encoder_graph.h"
#include "weights/batch_norm_folding.h"
#include "weights/file_tensors.h"
#include "weights/transformer_names.h"
#include "weights/transformer_tensors.h"

namespace panet {
namespace {

// --- VGG-16
// ----------------------------------------------------------------------------------------------------------

using NameInFile = const std::string& (*)(const EncoderStep&);

EncoderTensors vgg16_tensors(FileTensors& file, const char* whose, NameInFile name_in_file) {
  EncoderTensors encoder{.architecture = "vgg16", .whose_names = whose};
  for (const auto& step : encoder_graph({.architecture = "vgg16"}).steps) {
    if (step.convolution() == nullptr) continue;
    const auto& convolution = *step.convolution();
    const auto& name = name_in_file(step);
    encoder.tensors[step.name + ".weight"] = file.take(name + ".weight", weight_shape(convolution));
    encoder.tensors[step.name + ".bias"] = file.take(name + ".bias", {convolution.out_channels});
  }
  file.require_none_left("VGG-16");
  return encoder;
}

// The other VGGs start as VGG-16 does; each has a convolution, or a batch norm, where VGG-16 has
// none.
void reject_other_vggs(const FileTensors& file) {
  for (const auto& [layer, network] :
       {std::pair("features.1.weight", "a VGG with batch norm"),
        std::pair("features.34.weight", "VGG-19"), std::pair("features.15.weight", "VGG-13"),
        std::pair("features.3.weight", "VGG-11")}) {
    if (file.has(layer))
      throw Error(fmt::format("the tensor '{}' is one of {}. Only {}", layer, network, kSupported));
  }
}

// --- ResNet
// ----------------------------------------------------------------------------------------------------------

// How many different words stand behind "layer1.", "layer2.", "layer3." in names.
std::array<std::size_t, 3> blocks_of(const std::set<std::string>& names) {
  std::array<std::set<std::string>, 3> blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto layer = fmt::format("layer{}.", i + 1);
    for (const auto& name : names)
      if (name.starts_with(layer)) blocks[i].insert(name.substr(0, name.find('.', layer.size())));
  }
  return {blocks[0].size(), blocks[1].size(), blocks[2].size()};
}

std::array<std::size_t, 3> blocks_of(const EncoderGraph& graph) {
  std::set<std::string> names;
  for (const auto& step : graph.steps) names.insert(step.name);
  return blocks_of(names);
}

std::array<std::size_t, 3> blocks_of(const FileTensors& file) {
  std::set<std::string> names;
  for (const auto& [name, tensor] : file.all()) names.insert(name);
  return blocks_of(names);
}

// What the first convolutions of others than ResNet-50 to -152 look like, in words.
std::string other_stem(const FileTensors& file) {
  const auto has_any = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return file.has(name); });
  };
  if (has_any({"conv2.weight", "conv1.0.weight", "stem.0.weight", "layer0.3.weight"}))
    return "a ResNet with three 3x3 convolutions at its start, where the usual one has one of 7x7 "
           "(PSPNet's resnet50_v2, timm's resnet50d, CLIP's)";
  if (!file.has("conv1.weight")) return "";
  const auto& first = file.all().at("conv1.weight");
  return first.dim() == 4 && first.shape()[2] == 3
             ? "a ResNet with one 3x3 convolution at its start, made for tiny pictures (CIFAR)"
             : "";
}

// The same of the 3x3 convolution of the first block, [64, 64, 3, 3] as it should be.
std::string other_block(const StoredTensor& first, const StoredTensor& second) {
  if (first.dim() != 4 || second.dim() != 4) return "";
  if (second.shape()[1] != first.shape()[0])
    return "a ResNeXt, whose 3x3 convolutions are in groups";
  return second.shape()[0] > 64 ? "a wide ResNet" : "";
}

void reject_other_resnets(const FileTensors& file) {
  const auto reject = [](const std::string& network) {
    if (!network.empty())
      throw Error(fmt::format("these are the weights of {}. Only {}", network, kSupported));
  };
  if (file.has("layer1.0.conv2.weight") && !file.has("layer1.0.conv3.weight"))
    reject("a ResNet-18 or -34, whose blocks have no third convolution");
  reject(other_stem(file));
  if (!file.has("layer1.0.conv2.weight")) return;
  const auto& second = file.all().at("layer1.0.conv2.weight");
  const auto network = other_block(file.all().at("layer1.0.conv1.weight"), second);
  if (!network.empty())
    file.fail("layer1.0.conv2.weight",
              fmt::format("expects shape [64, 64, 3, 3], found [{}]: {}. Only {}",
                          fmt::join(second.shape(), ", "), network, kSupported));
}

EncoderGraph resnet_of(const FileTensors& file) {
  reject_other_resnets(file);
  const auto blocks = blocks_of(file);
  for (const auto& architecture : known_architectures())
    if (auto graph = encoder_graph({.architecture = architecture}); blocks_of(graph) == blocks)
      return graph;
  throw Error(
      fmt::format("layer1 to layer3 have {} blocks; ResNet-50 expects 3, 4, 6, ResNet-101 3, 4, 23 "
                  "and ResNet-152 "
                  "3, 8, 36. Only {}",
                  fmt::join(blocks, ", "), kSupported));
}

BatchNorm take_batch_norm(FileTensors& file, const std::string& name, int64_t channels) {
  BatchNorm batch_norm{.weight = file.take(name + ".weight", {channels}),
                       .bias = file.take(name + ".bias", {channels}),
                       .mean = file.take(name + ".running_mean", {channels}),
                       .variance = file.take(name + ".running_var", {channels})};
  if (std::ranges::any_of(batch_norm.variance.values<float>(), [](float v) { return v < 0; }))
    file.fail(name + ".running_var", "holds a negative variance");
  return batch_norm;
}

EncoderTensors resnet_tensors(FileTensors& file) {
  const auto graph = resnet_of(file);
  const bool is_folded = file.has("conv1.bias") && !file.has("bn1.weight");
  EncoderTensors encoder{.architecture = graph.options.architecture,
                         .whose_names = is_folded ? "panet" : "torchvision, timm"};
  for (const auto& step : graph.steps) {
    if (step.convolution() == nullptr) continue;
    const auto channels = step.convolution()->out_channels;
    const auto& name = step.file_names.torchvision;
    auto& weight = encoder.tensors[step.name + ".weight"];
    auto& bias = encoder.tensors[step.name + ".bias"];
    weight = file.take(name + ".weight", weight_shape(*step.convolution()));
    if (is_folded) {
      bias = file.take(name + ".bias", {channels});
      continue;
    }
    const auto& batch_norm = step.file_names.batch_norm;
    const auto folded = fold_batch_norm(weight, take_batch_norm(file, batch_norm, channels));
    weight = file.finite(name + ".weight", folded.weight);
    bias = file.finite(batch_norm + ".bias", folded.bias);
  }
  file.require_none_left(encoder.architecture);
  return encoder;
}

// --- Vision transformers
// ----------------------------------------------------------------------------------------------------------

EncoderTensors vision_transformer_tensors(FileTensors& file) {
  auto found = transformer_tensors(file);
  return {.architecture = name_of(found.sizes),
          .tensors = std::move(found.tensors),
          .whose_names = std::string(found.whose_names),
          .transformer = found.sizes};
}

// --- Any
// ----------------------------------------------------------------------------------------------------------

EncoderTensors torchvision_vgg16_tensors(FileTensors& file) {
  file.take("features.0.weight", {64, 3, 3, 3});
  reject_other_vggs(file);
  return vgg16_tensors(
      file, "torchvision, timm",
      [](const EncoderStep& step) -> auto& { return step.file_names.torchvision; });
}

// A way to name the tensors of an encoder, known by one of them.
struct Naming {
  std::string anchor;
  EncoderTensors (*read)(FileTensors&);
};

std::vector<Naming> all_namings() {
  std::vector<Naming> namings = {

      {"conv1_1.weight",
       [](FileTensors& file) {
         return vgg16_tensors(
             file, "panet", [](const EncoderStep& step) -> auto& { return step.name; });
       }},
      {"encoder.backbone.features.0.0.weight",
       [](FileTensors& file) {
         return vgg16_tensors(
             file, "PANet's authors",
             [](const EncoderStep& step) -> auto& { return step.file_names.authors; });
       }},
      {"features.0.weight", torchvision_vgg16_tensors},
      {"layer1.0.conv1.weight", resnet_tensors},
  };
  std::set<std::string_view> patches;
  for (const auto& names : known_transformer_names()) patches.insert(names.patches);
  for (const auto name : patches)
    namings.push_back({fmt::format("{}.weight", name), vision_transformer_tensors});
  return namings;
}

const std::vector<Naming>& known_namings() {
  static const auto namings = all_namings();
  return namings;
}

// A network in a file: what its names begin with there ("module.backbone."), and how they go on.
struct Found {
  std::string prefix;
  const Naming* naming;
};

std::vector<Found> networks_in(const TensorMap& tensors) {
  std::vector<Found> found;
  for (const auto& naming : known_namings())
    for (const auto& [name, tensor] : tensors) {
      if (!name.ends_with(naming.anchor)) continue;
      const auto prefix = name.substr(0, name.size() - naming.anchor.size());
      if (prefix.empty()) return {{.prefix = "", .naming = &naming}};
      if (prefix.ends_with('.')) found.push_back({.prefix = prefix, .naming = &naming});
    }
  return found;
}

[[noreturn]] void fail_ambiguous(const std::vector<Found>& networks) {
  std::vector<std::string> prefixes;
  for (const auto& network : networks) prefixes.push_back(printable(network.prefix));
  throw Error(fmt::format(
      "the tensors belong to {} encoders, whose names begin with {}; keep one of them: in Python, "
      "{{k: v for k, v in weights.items() if k.startswith({})}}",
      networks.size(), fmt::join(prefixes, " and "), prefixes.front()));
}

[[noreturn]] void fail_unknown(const TensorMap& tensors) {
  if (const auto other = other_transformer(tensors))
    throw Error(fmt::format("these are the weights of {}. Only {}", *other, kSupported));
  constexpr std::size_t kShown = 4;
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors) {
    if (names.size() < kShown) names.push_back(printable(name));
  }
  const auto rest = tensors.size() - names.size();
  throw Error(fmt::format("the tensors belong to no encoder known here: found {}{}. Only {}",
                          names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")),
                          rest == 0 ? "" : fmt::format(" and {} more", rest), kSupported));
}

}  // namespace

EncoderTensors encoder_tensors(const TensorMap& file_tensors) {
  const auto networks = networks_in(file_tensors);
  if (networks.empty()) fail_unknown(file_tensors);
  if (networks.size() > 1) fail_ambiguous(networks);
  FileTensors file(file_tensors, networks.front().prefix);
  return networks.front().naming->read(file);
}

}  // namespace panet
