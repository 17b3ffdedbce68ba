#include "weights/transformer_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "model/rotary_positions.h"
#include "panet/base/error.h"
#include "weights/transformer_names.h"

namespace panet {
namespace {

using Numbers = std::vector<float>;
using Shape = std::vector<int64_t>;

constexpr int64_t kMostWidth = 1 << 13, kMostPatch = 1 << 7, kMostRegisters = 1 << 8;
constexpr int64_t kMostHidden = 1 << 16;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(fmt::format("{}. Only {}", what, kSupported));
}

// "blocks.3.", "blocks.3.norm1"
std::string in_block(const TransformerNames& names, int64_t block, std::string_view rest = "") {
  return fmt::format(fmt::runtime(names.block), block) + std::string(rest);
}

std::string text(std::string_view name, std::string_view suffix = "") {
  return std::string(name) + std::string(suffix);
}

// --- Whose names
// --------------------------------------------------------------------------------------------------------

// What a file with these names may hold outside of the blocks and in the first one.
std::set<std::string> expected_names(const TransformerNames& names) {
  std::set<std::string> expected;
  for (const auto whole : {names.class_token, names.registers, names.prefix, names.positions,
                           names.mask_token, names.periods})
    if (!whole.empty()) expected.insert(text(whole));
  for (const auto layer : {names.patches, names.norm})
    for (const auto* suffix : {".weight", ".bias"}) expected.insert(text(layer, suffix));
  for (const auto layer :
       {names.norm1, names.norm2, names.qkv, names.query, names.key, names.value, names.proj,
        names.fc1, names.fc2, names.gate, names.gated, names.gated_out})
    if (!layer.empty())
      for (const auto* suffix : {".weight", ".bias"})
        expected.insert(in_block(names, 0, layer) + suffix);
  for (const auto whole :
       {names.query_bias, names.value_bias, names.bias_mask, names.scale1, names.scale2})
    if (!whole.empty()) expected.insert(in_block(names, 0, whole));
  return expected;
}

// Those of which most are there, of several those of which the least is missing.
const TransformerNames& names_of(const FileTensors& file) {
  const auto known = known_transformer_names();
  return *std::ranges::max_element(known, {}, [&](const TransformerNames& names) {
    const auto expected = expected_names(names);
    const auto found = file.has(text(names.patches, ".weight"))
                           ? std::ranges::count_if(
                                 expected, [&](const std::string& name) { return file.has(name); })
                           : 0;
    return std::pair(found, found - std::ssize(expected));
  });
}

// --- Sizes
// --------------------------------------------------------------------------------------------------------

std::optional<int64_t> number_in(std::string_view digits) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0)
    return std::nullopt;
  return number;
}

// The numbers of the blocks of which the file has any tensor.
std::set<int64_t> blocks_in(const FileTensors& file, const TransformerNames& names) {
  const auto before = text(names.block.substr(0, names.block.find('{')));
  std::set<int64_t> blocks;
  for (const auto& [name, tensor] : file.all()) {
    if (!name.starts_with(before)) continue;
    const auto end = name.find('.', before.size());
    if (end == name.npos) continue;
    if (const auto block =
            number_in(std::string_view(name).substr(before.size(), end - before.size())))
      blocks.insert(*block);
  }
  return blocks;
}

int64_t depth_of(const FileTensors& file, const TransformerNames& names) {
  const auto blocks = blocks_in(file, names);
  if (blocks.empty()) refuse(fmt::format("there is no block, {}norm1.weight", in_block(names, 0)));
  int64_t next = 0;
  for (const auto block : blocks)
    if (block != next++)
      refuse(fmt::format("block {} is missing, though there is a block {}: the file is not whole",
                         next - 1, *blocks.rbegin()));
  return next;
}

void require_square_patches(const FileTensors& file, const std::string& name, const Shape& shape) {
  if (shape.size() == 4 && shape[1] == 3 && shape[2] == shape[3] && shape[2] >= 1 &&
      shape[2] <= kMostPatch && shape[0] >= 1 && shape[0] <= kMostWidth)
    return;
  file.fail(name, fmt::format("expects shape [width, 3, patch, patch], found [{}]. Only {}",
                              fmt::join(shape, ", "), kSupported));
}

void require_whole_heads(const FileTensors& file, const std::string& name, int64_t width) {
  if (width % kHeadWidth != 0)
    file.fail(name, fmt::format("has a width of {}, expected a multiple of {}, the width of a "
                                "head. Only {}",
                                width, kHeadWidth, kSupported));
}

int64_t root_of(int64_t square) {
  return std::llround(std::sqrt(static_cast<double>(square)));
}

bool is_square(int64_t number) {
  return number > 0 && root_of(number) * root_of(number) == number;
}

// How many positions a file has, and whether the first of them is the class token's.
struct Positions {
  int64_t grid = 0;
  bool has_class = false;
};

Positions positions_of(const FileTensors& file, const TransformerNames& names) {
  if (names.positions.empty()) return {};
  const auto name = text(names.positions);
  const auto& shape = file.shape_of(name);
  const int64_t count = shape.size() < 2 ? 0 : shape[shape.size() - 2];
  if (!is_square(count) && !is_square(count - 1))
    file.fail(name, fmt::format("has shape [{}], expected positions of a square of patches, and "
                                "one of the class token or none. Only {}",
                                fmt::join(shape, ", "), kSupported));
  const bool has_class = !is_square(count);
  return {.grid = root_of(has_class ? count - 1 : count), .has_class = has_class};
}

// Tokens beside the class token, from a tensor [1, tokens, width], or all together [tokens, width].
int64_t registers_of(const FileTensors& file, const TransformerNames& names) {
  const bool is_joint = !names.prefix.empty();
  const auto name = text(is_joint ? names.prefix : names.registers);
  if (!file.has(name) && !is_joint) return 0;
  const auto& shape = file.shape_of(name);
  const int64_t tokens = shape.size() < 2 ? 0 : shape[shape.size() - 2];
  if (tokens < 1 || tokens > kMostRegisters)
    file.fail(name, fmt::format("has shape [{}], expected a few tokens", fmt::join(shape, ", ")));
  return is_joint ? tokens - 1 : tokens;
}

// DINOv3 has registers always; DINOv2's files whose class token has its position already do so.
void require_registers(const FileTensors& file, const TransformerNames& names,
                       const Positions& positions, int64_t registers) {
  if (registers > 0 || !names.prefix.empty()) return;
  if (positions.grid == 0)
    file.fail(text(names.registers), fmt::format("is missing: the register tokens, without which "
                                                 "there is no DINOv3. Only {}",
                                                 kSupported));
  if (!positions.has_class)
    file.fail(
        text(names.registers),
        fmt::format("is missing: {} has a position of each "
                    "patch and none of the class token, as DINOv2 with registers has. Only {}",
                    names.positions, kSupported));
}

// The outputs of a layer of the first block.
int64_t outputs_of(const FileTensors& file, const TransformerNames& names, std::string_view layer) {
  const auto name = in_block(names, 0, layer) + ".weight";
  const auto& shape = file.shape_of(name);
  if (shape.size() != 2 || shape[0] < 1 || shape[0] > kMostHidden)
    file.fail(name, fmt::format("expects a matrix, found [{}]", fmt::join(shape, ", ")));
  return shape[0];
}

void put_hidden(const FileTensors& file, const TransformerNames& names, VisionTransformer& sizes) {
  const bool has_gate = !names.gate.empty() && file.has(in_block(names, 0, names.gate) + ".weight");
  sizes.hidden = outputs_of(file, names, has_gate ? names.gate : names.fc1);
  sizes.is_gated = has_gate;
  if (names.is_dino()) return;
  const auto& second = file.shape_of(in_block(names, 0, names.fc2) + ".weight");
  sizes.is_gated = second.size() == 2 && 2 * second[1] == sizes.hidden;
  if (sizes.is_gated) sizes.hidden /= 2;
}

// A usual width with fewer blocks than it always has: the end was lost.
void require_all_blocks(const VisionTransformer& sizes) {
  for (const auto& [name, known] : named_transformers()) {
    if (known.width != sizes.width || known.is_rotary() != sizes.is_rotary()) continue;
    if (sizes.depth >= known.depth || 2 * sizes.depth <= known.depth) continue;
    refuse(fmt::format(
        "the blocks from {} on are missing: a DINO of width {} has {} blocks ({}), found {}",
        sizes.depth, sizes.width, known.depth, name, sizes.depth));
  }
}

VisionTransformer sizes_of(const FileTensors& file, const TransformerNames& names,
                           const Positions& positions) {
  const auto patches = text(names.patches, ".weight");
  const auto& shape = file.shape_of(patches);
  require_square_patches(file, patches, shape);
  require_whole_heads(file, patches, shape[0]);
  VisionTransformer sizes = {.patch = shape[2],
                             .width = shape[0],
                             .depth = depth_of(file, names),
                             .registers = registers_of(file, names),
                             .grid = positions.grid};
  require_registers(file, names, positions, sizes.registers);
  put_hidden(file, names, sizes);
  require_all_blocks(sizes);
  return sizes;
}

// Ours tell by the positions that are there which of the two it is.
TransformerNames fitted_to(const FileTensors& file, TransformerNames names) {
  if (!names.prefix.empty() && !file.has(text(names.positions))) names.positions = "";
  return names;
}

// --- Tensors
// --------------------------------------------------------------------------------------------------------

StoredTensor joined(Shape shape, std::initializer_list<StoredTensor> parts) {
  Numbers all;
  for (const auto& part : parts)
    all.insert(all.end(), part.values<float>().begin(), part.values<float>().end());
  return StoredTensor::of(std::move(shape), std::move(all));
}

StoredTensor zeros(const Shape& shape) {
  return StoredTensor::of(shape, Numbers(static_cast<std::size_t>(shape.front())));
}

// Each row of `tensor` times the factor of it; of one number a row, too.
StoredTensor scaled(const StoredTensor& tensor, const StoredTensor& factors) {
  const auto numbers = tensor.values<float>(), by = factors.values<float>();
  const auto in_row = numbers.size() / by.size();
  Numbers result(numbers.size());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = numbers[i] * by[i / in_row];
  return StoredTensor::of(tensor.shape(), std::move(result));
}

class TransformerReader {
 public:
  TransformerReader(FileTensors& file, const TransformerNames& names, const Positions& positions,
                    const VisionTransformer& sizes)
      : file_(file), names_(names), positions_(positions), sizes_(sizes) {}

  TensorMap read() {
    read_patches();
    require_periods();
    for (int64_t block = 0; block < sizes_.depth; ++block) {
      read_norm(in_block(names_, block, names_.norm1), our(block, "norm1"));
      read_qkv(block);
      read_scaled(block, names_.proj, names_.scale1, "proj", sizes_.width);
      read_norm(in_block(names_, block, names_.norm2), our(block, "norm2"));
      read_perceptron(block);
    }
    read_norm(text(names_.norm), "norm");
    file_.leave(text(names_.mask_token));
    return std::move(tensors_);
  }

 private:
  static std::string our(int64_t block, std::string_view layer) {
    return fmt::format("blocks.{}.{}", block, layer);
  }

  void put(const std::string& name, StoredTensor weight, StoredTensor bias) {
    tensors_[name + ".weight"] = std::move(weight);
    tensors_[name + ".bias"] = std::move(bias);
  }

  void read_norm(const std::string& name, const std::string& ours) {
    put(ours, file_.take(name + ".weight", {sizes_.width}),
        file_.take(name + ".bias", {sizes_.width}));
  }

  void read_patches() {
    const int64_t patch = sizes_.patch, width = sizes_.width;
    const auto name = text(names_.patches);
    put("patches", file_.take(name + ".weight", {width, 3, patch, patch}),
        file_.take(name + ".bias", {width}));
    tensors_["patches.prefix"] = prefix();
    if (positions_.grid > 0) tensors_["patches.positions"] = positions_of_patches();
  }

  // Of files other than ours with a dimension of 1 before: pictures.
  StoredTensor positions() {
    const int64_t count = positions_.grid * positions_.grid + (positions_.has_class ? 1 : 0);
    Shape shape = {1, count, sizes_.width};
    if (!names_.prefix.empty()) shape.erase(shape.begin());
    return file_.take(text(names_.positions), shape);
  }

  StoredTensor positions_of_patches() {
    const int64_t count = positions_.grid * positions_.grid;
    return positions().part(positions_.has_class ? sizes_.width : 0, {count, sizes_.width});
  }

  StoredTensor prefix() {
    const Shape shape = {1 + sizes_.registers, sizes_.width};
    if (!names_.prefix.empty()) return file_.take(text(names_.prefix), shape);
    auto class_token = file_.take(text(names_.class_token), {1, 1, sizes_.width});
    if (positions_.has_class) class_token = with_first_position(class_token);
    if (sizes_.registers == 0) return joined(shape, {class_token});
    return joined(shape, {class_token,
                          file_.take(text(names_.registers), {1, sizes_.registers, sizes_.width})});
  }

  StoredTensor with_first_position(const StoredTensor& token) {
    const auto all = positions();
    Numbers sum(token.values<float>().begin(), token.values<float>().end());
    std::ranges::transform(sum, all.values<float>().first(sum.size()), sum.begin(), std::plus<>());
    return StoredTensor::of(token.shape(), std::move(sum));
  }

  // What is computed with are our own, so the file's have to be the same, up to bfloat16.
  void require_periods() {
    const auto name = text(names_.periods);
    if (name.empty() || !file_.has(name)) return;
    const auto periods = file_.take(name, {kRotaryPeriods});
    for (int64_t i = 0; i < kRotaryPeriods; ++i) {
      const float found = periods.values<float>()[static_cast<std::size_t>(i)];
      if (std::abs(found / rotary_period(i) - 1) > 0.01)
        file_.fail(name, fmt::format("has a period of {}, expected {:.4g} of 1 to 100", found,
                                     rotary_period(i)));
    }
  }

  void read_qkv(int64_t block) {
    const int64_t width = sizes_.width;
    const Shape shape = {3 * width, width};
    if (!names_.qkv.empty()) {
      const auto name = in_block(names_, block, names_.qkv);
      return put(our(block, "qkv"), file_.take(name + ".weight", shape), qkv_bias(block));
    }
    const auto part = [&](std::string_view layer) {
      return file_.take(in_block(names_, block, layer) + ".weight", {width, width});
    };
    put(our(block, "qkv"),
        joined(shape, {part(names_.query), part(names_.key), part(names_.value)}), qkv_bias(block));
  }

  StoredTensor qkv_bias(int64_t block) {
    const int64_t width = sizes_.width;
    if (!names_.qkv.empty() && names_.query_bias.empty())
      return masked_bias(block, in_block(names_, block, names_.qkv) + ".bias");
    const bool is_apart = !names_.query_bias.empty();
    const auto name = [&](std::string_view layer, std::string_view whole) {
      return is_apart ? in_block(names_, block, whole) : in_block(names_, block, layer) + ".bias";
    };
    const auto query = name(names_.query, names_.query_bias);
    const auto value = name(names_.value, names_.value_bias);
    if (is_apart && !file_.has(query) && !file_.has(value)) return zeros({3 * width});
    const auto key = names_.key_has_bias
                         ? file_.take(in_block(names_, block, names_.key) + ".bias", {width})
                         : zeros({width});
    return joined({3 * width}, {file_.take(query, {width}), key, file_.take(value, {width})});
  }

  StoredTensor masked_bias(int64_t block, const std::string& name) {
    auto bias = file_.take(name, {3 * sizes_.width});
    if (names_.bias_mask.empty()) return bias;
    const auto mask = in_block(names_, block, names_.bias_mask);
    return file_.has(mask) ? scaled(bias, file_.take(mask, bias.shape())) : bias;
  }

  // A layer of `in` inputs with layer scale behind it.
  void read_scaled(int64_t block, std::string_view layer, std::string_view scale,
                   std::string_view ours, int64_t in) {
    const auto name = in_block(names_, block, layer);
    auto weight = file_.take(name + ".weight", {sizes_.width, in});
    auto bias = file_.take(name + ".bias", {sizes_.width});
    if (!scale.empty()) {
      const auto factors = file_.take(in_block(names_, block, scale), {sizes_.width});
      weight = file_.finite(name + ".weight", scaled(weight, factors));
      bias = file_.finite(name + ".bias", scaled(bias, factors));
    }
    put(our(block, ours), std::move(weight), std::move(bias));
  }

  void read_perceptron(int64_t block) {
    const int64_t hidden = sizes_.hidden, width = sizes_.width;
    const bool is_in_two = sizes_.is_gated && names_.is_dino();
    const int64_t outputs = sizes_.is_gated ? 2 * hidden : hidden;
    if (is_in_two) {
      const auto both = [&](const char* suffix, const Shape& part, Shape shape) {
        return joined(std::move(shape),
                      {file_.take(in_block(names_, block, names_.gate) + suffix, part),
                       file_.take(in_block(names_, block, names_.gated) + suffix, part)});
      };
      put(our(block, "fc1"), both(".weight", {hidden, width}, {outputs, width}),
          both(".bias", {hidden}, {outputs}));
    } else {
      const auto name = in_block(names_, block, names_.fc1);
      put(our(block, "fc1"), file_.take(name + ".weight", {outputs, width}),
          file_.take(name + ".bias", {outputs}));
    }
    read_scaled(block, is_in_two ? names_.gated_out : names_.fc2, names_.scale2, "fc2", hidden);
  }

  FileTensors& file_;
  const TransformerNames& names_;
  const Positions& positions_;
  const VisionTransformer& sizes_;
  TensorMap tensors_;
};

void reject_other_transformers(const FileTensors& file, const TransformerNames& names) {
  if (const auto other = other_transformer(file.all()))
    refuse(fmt::format("these are the weights of {}", *other));
  const auto scale = names.scale1.substr(0, names.scale1.find('.'));
  const bool has_scale = std::ranges::any_of(
      file.all(), [&](const auto& entry) { return entry.first.find(scale) != std::string::npos; });
  if (names.is_dino() && !has_scale)
    refuse(fmt::format(
        "these are the weights of a vision transformer without layer scale ({} is missing): a "
        "supervised one, a masked autoencoder (MAE), DINO of 2021 or the like",
        in_block(names, 0, names.scale1)));
}

}  // namespace

TransformerTensors transformer_tensors(FileTensors& file) {
  const auto names = fitted_to(file, names_of(file));
  reject_other_transformers(file, names);
  const auto positions = positions_of(file, names);
  const auto sizes = sizes_of(file, names, positions);
  TransformerTensors result = {.sizes = sizes,
                               .whose_names = names.whose,
                               .tensors = TransformerReader(file, names, positions, sizes).read()};
  file.require_none_left(name_of(sizes));
  return result;
}

}  // namespace panet
