#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands.h"
#include "app/inputs.h"
#include "app/json_text.h"
#include "app/max_pixels_argument.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/streams.h"
#include "engine/activation_ranges.h"
#include "model/direction_sample.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"
#include "panet/image/network_input.h"
#include "panet/segment/picture_list.h"
#include "panet/segment/segmenter.h"
#include "panet/weights/model_file.h"
#include "weights/mean_of_models.h"

namespace panet::app {
namespace {

std::string dtypes_of(const TensorFile& file) {
  std::set<std::string> names;
  for (const auto& [name, tensor] : file.tensors) names.emplace(name_of(tensor.dtype()));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string abbreviated(const std::string& text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // within UTF-8
  return text.substr(0, end) + " ...";
}

nlohmann::json json_of(const VisionTransformer& sizes) {
  return {{"patch", sizes.patch},
          {"width", sizes.width},
          {"heads", sizes.width / kHeadWidth},
          {"blocks", sizes.depth},
          {"hidden", sizes.hidden},
          {"swiglu", sizes.is_gated},
          {"registers", sizes.registers},
          {"positions", sizes.is_rotary() ? "rotary" : "learnt"},
          {"grid", sizes.grid}};
}

void add_rows(const VisionTransformer& sizes, std::vector<std::vector<std::string>>& rows) {
  const auto tokens =
      sizes.registers == 0 ? "class" : fmt::format("class, {} registers", sizes.registers);
  const auto positions = sizes.is_rotary()
                             ? "rotary"
                             : fmt::format("learnt for {} x {} patches", sizes.grid, sizes.grid);
  rows.push_back({"patch", fmt::format("{} x {}", sizes.patch, sizes.patch)});
  rows.push_back({"blocks", fmt::format("{}, width {}, {} heads, {} {}", sizes.depth, sizes.width,
                                        sizes.width / kHeadWidth,
                                        sizes.is_gated ? "SwiGLU" : "GELU", sizes.hidden)});
  rows.push_back({"tokens", fmt::format("one a patch, and {}", tokens)});
  rows.push_back({"positions", positions});
}

void print_info(const std::string& path, bool as_json) {
  const auto file = read_weight_file(path);
  const auto model = load_model(path);
  const auto parameters = static_cast<double>(parameter_count(model.graph));
  const auto& options = model.graph.options;
  const bool has_stride = has_stride_placement(options);
  const std::string stride = options.stride_placement == StridePlacement::kFirst1x1 ? "1x1" : "3x3";
  if (as_json) {
    nlohmann::json info = {{"file", path},
                           {"architecture", options.architecture},
                           {"parameters", parameters},
                           {"channels", model.graph.channels},
                           {"dtype", dtypes_of(file)},
                           {"tensors", file.tensors.size()},
                           {"fingerprint", model.fingerprint},
                           {"metadata", model.metadata}};
    info["names"] = model.whose_names;
    if (has_stride) info["stride"] = stride;
    if (options.transformer) info["transformer"] = json_of(*options.transformer);
    print(json_text(info));
    return;
  }
  std::vector<std::vector<std::string>> rows = {
      {"file", path},
      {"architecture", options.architecture},
      {"parameters", fmt::format("{:.2f} M", parameters / 1e6)},
      {"features",
       fmt::format("{} channels, stride {}", model.graph.channels, model.graph.input.stride)},
      {"tensors", fmt::format("{} ({})", file.tensors.size(), dtypes_of(file))},
      {"names", model.whose_names},
      {"fingerprint", model.fingerprint}};
  if (options.transformer) add_rows(*options.transformer, rows);
  if (has_stride) rows.push_back({"stride on", stride});
  for (const auto& [key, value] : model.metadata)
    rows.push_back({"metadata " + key, abbreviated(value)});
  for (const auto& row : rows) print_line(fmt::format("{:<24}{}", plain_text(row[0]), row[1]));
}

void save(const Model& model, const std::string& out, const std::string& dtype) {
  const auto type = dtype == "f16" ? DType::kF16 : dtype == "bf16" ? DType::kBF16 : DType::kF32;
  save_model(out, model.graph.options, model.weights, type, model.metadata, model.world.get());
  print_line(fmt::format("{}: {}, {:.2f} M parameters, {}", out, model.graph.options.architecture,
                         static_cast<double>(parameter_count(model.graph)) / 1e6, dtype));
}

// How a weight file is read and written.
struct ConversionOptions {
  std::string out, dtype = "f32", stride;
  bool overwrite = false;
};

void require_free_output(const std::vector<std::string>& inputs, const std::string& out,
                         bool overwrite) {
  OutputPlan plan(overwrite);
  for (const auto& input : inputs) plan.reads(input);
  plan.writes(out, "name");
  plan.check();
}

void convert(const std::string& in, const ConversionOptions& options) {
  require_free_output({in}, options.out, options.overwrite);
  save(load_model(in, parse_stride(options.stride)), options.out, options.dtype);
}

void average(const std::vector<std::string>& in, const ConversionOptions& options) {
  require_free_output(in, options.out, options.overwrite);
  std::vector<Model> models;
  for (const auto& path : in) models.push_back(load_model(path, parse_stride(options.stride)));
  save(mean_of_models(models), options.out, options.dtype);
}

// The type of all tensors, or float32 where they have several.
DType common_dtype(const TensorFile& file) {
  std::set<DType> types;
  for (const auto& [name, tensor] : file.tensors) types.insert(tensor.dtype());
  const bool is_half =
      types.size() == 1 && (types.contains(DType::kF16) || types.contains(DType::kBF16));
  return is_half ? *types.begin() : DType::kF32;
}

// What is measured of a model on pictures.
struct MeasurementOptions {
  std::string in, out, stride;
  std::vector<std::string> pictures;
  int64_t size = SegmenterOptions{}.input_size;  // 0: what the encoder likes
  uint64_t seed = 1234;
  bool overwrite = false;
};

std::vector<ListedPicture> pictures_of(const MeasurementOptions& options) {
  auto pictures = list_pictures(options.pictures);
  std::vector<std::string> inputs = {options.in};
  for (const auto& picture : pictures) inputs.push_back(picture.path.string());
  require_free_output(inputs, options.out, options.overwrite);
  return pictures;
}

// The weights stay as they were, whatever their type.
void save_measured(const Model& model, const MeasurementOptions& options) {
  save_model(options.out, model.graph.options, model.weights,
             common_dtype(read_weight_file(options.in)), model.metadata, model.world.get());
}

void calibrate(const MeasurementOptions& options) {
  const auto pictures = pictures_of(options);
  auto model = load_model(options.in, parse_stride(options.stride));
  const int64_t size = options.size > 0 ? options.size : model.graph.input.default_size;
  Progress progress("calibrating", pictures.size());
  auto next = pictures.begin();
  const auto next_image = [&]() -> std::optional<NetworkInput> {
    if (next != pictures.begin()) progress.advance();
    if (next == pictures.end()) return std::nullopt;
    return network_input(decode_picture((next++)->path), size);
  };
  model.metadata[kActivationRanges] = to_json(measure_activation_ranges(model, next_image));
  save_measured(model, options);
  print_line(fmt::format("{}: calibrated on {} picture(s) for --precision int8", options.out,
                         pictures.size()));
}

// A picture that cannot be read is left out with a note: of thousands, one may be broken.
void measure_world(const MeasurementOptions& options) {
  const auto pictures = pictures_of(options);
  const auto model = std::make_shared<Model>(load_model(options.in, parse_stride(options.stride)));
  Segmenter segmenter(model, {.input_size = options.size, .shape = PictureShape::kSquare});
  DirectionSample sample(options.seed);
  Progress progress("measuring", pictures.size());
  for (const auto& picture : pictures) {
    try {
      sample.add(segmenter.encode(segmenter.input_of(decode_picture(picture.path))));
    } catch (const Error& error) {
      note(fmt::format("{}; the picture is left out", error.what()));
    }
    progress.advance();
  }
  model->world = std::make_shared<const DirectionStatistics>(sample.statistics());
  save_measured(*model, options);
  print_line(fmt::format("{}: {} picture(s) tell presence from what else there is", options.out,
                         sample.images()));
}

void add_conversion(CLI::App& command, ConversionOptions& options) {
  command.add_option("--dtype", options.dtype, "f32, f16 or bf16")
      ->capture_default_str()
      ->check(CLI::IsMember({"f32", "f16", "bf16"}));
  command
      .add_option("--stride", options.stride,
                  "1x1 or 3x3: where a ResNet's stride sits, if IN does not tell")
      ->check(CLI::IsMember({"1x1", "3x3"}));
  declare_overwrite(command, options.overwrite);
}

void add_info(CLI::App& weights) {
  struct Options {
    std::string file;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  auto* command = weights.add_subcommand(
      "info", "architecture, parameters, data type, metadata of a weight file");
  command->add_option("FILE", options->file, "safetensors or .pth")->required();
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options] { print_info(options->file, options->json); });
}

void add_convert(CLI::App& weights) {
  struct Options : ConversionOptions {
    std::string in;
  };
  const auto options = std::make_shared<Options>();
  auto* command =
      weights.add_subcommand("convert", "write the encoder of any accepted file as safetensors");
  command->add_option("IN", options->in, "safetensors or .pth")->required();
  command->add_option("OUT", options->out, "safetensors file to write")->required();
  add_conversion(*command, *options);
  command->callback([options] { convert(options->in, *options); });
}

void add_average(CLI::App& weights) {
  struct Options : ConversionOptions {
    std::vector<std::string> in;
  };
  const auto options = std::make_shared<Options>();
  auto* command = weights.add_subcommand(
      "average", "the mean of the weights of trainings that began at the same weights");
  command->add_option("IN", options->in, "safetensors or .pth, two or more")
      ->required()
      ->expected(2, 1000);
  command->add_option("--out", options->out, "safetensors file to write")->required();
  add_conversion(*command, *options);
  command->callback([options] { average(options->in, *options); });
}

void add_measurement(CLI::App& command, MeasurementOptions& options) {
  command.add_option("IN", options.in, "safetensors or .pth")->required();
  command.add_option("PICTURES", options.pictures, "pictures, folders or globs")->required();
  command.add_option("--out", options.out, "safetensors file to write")->required();
  command
      .add_option("--size", options.size,
                  "side in pixels to which pictures are resized [417; DINOv2 518, DINOv3 512]")
      ->check(CLI::Range(8, 4096));
  command
      .add_option("--stride", options.stride,
                  "1x1 or 3x3: where a ResNet's stride sits, if IN does not tell")
      ->check(CLI::IsMember({"1x1", "3x3"}));
  declare_max_pixels(command);
  declare_overwrite(command, options.overwrite);
}

void add_calibrate(CLI::App& weights) {
  const auto options = std::make_shared<MeasurementOptions>();
  auto* command = weights.add_subcommand(
      "calibrate",
      "measure a model's activations on a few pictures, like those to segment, for --precision "
      "int8");
  add_measurement(*command, *options);
  command->callback([options] { calibrate(*options); });
}

void add_world(CLI::App& weights) {
  const auto options = std::make_shared<MeasurementOptions>();
  auto* command = weights.add_subcommand(
      "world",
      "measure how a model's features vary over pictures of all kinds of things, so that presence "
      "is told from what else there is");
  add_measurement(*command, *options);
  command->add_option("--seed", options->seed, "of the features that are looked at")
      ->capture_default_str();
  command->callback([options] { measure_world(*options); });
}

}  // namespace

void add_weights_command(CLI::App& panet) {
  auto* weights = panet.add_subcommand("weights", "look into and convert weight files");
  weights->require_subcommand(1);
  weights->footer(R"(
Accepted: VGG-16 and ResNet-50/101/152 of torchvision or timm, the PANet authors' checkpoints, DINOv2 and DINOv3 (ViT)
of their own repositories, timm or Hugging Face transformers, our own; as safetensors or what torch.save writes (.pth; of any version of PyTorch, before 1.6 too). A state dict inside a checkpoint is found,
and so is an encoder inside a network ("backbone.", "module.", ... before its names). Only the encoder is kept, batch
norm and layer scale are folded.

Examples:
  panet weights info W.safetensors
  panet weights convert resnet50.pth resnet50.safetensors --dtype f16
  panet weights average runs/a/model.safetensors runs/b/model.safetensors --out mean.safetensors
  panet weights calibrate mean.safetensors --out mean-int8.safetensors photos/*.jpg
  panet weights world mean.safetensors --out mean-world.safetensors photos/)");
  add_info(*weights);
  add_convert(*weights);
  add_average(*weights);
  add_calibrate(*weights);
  add_world(*weights);
}

}  // namespace panet::app
