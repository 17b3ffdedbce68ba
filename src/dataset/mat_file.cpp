#include "dataset/mat_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error_context.h"
#include "base/file_bytes.h"
#include "base/name_list.h"
#include "base/printable_name.h"
#include "dataset/inflate.h"
#include "panet/base/error.h"

namespace panet {
namespace {

static_assert(std::endian::native == std::endian::little, "the numbers read are little-endian");

using Bytes = std::span<const std::byte>;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kMostBytes = std::size_t{1}
                                   << 26;           // of a file, and of all that it unpacks to
constexpr int64_t kMostNumbers = int64_t{1} << 24;  // of a matrix

// Types of data elements.
enum : uint32_t {
  kInt8 = 1,
  kUint8 = 2,
  kInt16 = 3,
  kUint16 = 4,
  kInt32 = 5,
  kUint32 = 6,
  kInt64 = 12,
  kUint64 = 13,
  kMatrix = 14,
  kCompressed = 15
};

// Classes of matrices.
enum : uint32_t { kStructClass = 2, kFirstIntegerClass = 8, kLastIntegerClass = 15 };

// The `index`-th number of an array, at any alignment.
template <typename Number>
Number number_at(Bytes bytes, std::size_t index) {
  Number number;
  std::memcpy(&number, bytes.data() + index * sizeof number, sizeof number);
  return number;
}

std::string_view text_of(Bytes bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.substr(0, text.find('\0'));
}

struct Element {
  uint32_t type = 0;
  Bytes data;
};

// The data elements in a stretch of bytes, one after the other.
class ElementReader {
 public:
  explicit ElementReader(Bytes bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  // A tag of eight bytes, then the data, padded to eight bytes unless compressed; up to four bytes
  // of data stand within the tag itself.
  Element next() {
    const auto tag = take(8);
    const auto type = number_at<uint32_t>(tag, 0), size = number_at<uint32_t>(tag, 1);
    if (const uint32_t small_size = type >> 16; small_size != 0) {
      if (small_size > 4) throw Error("a data element has a damaged tag");
      return {type & 0xffff, tag.subspan(4, small_size)};
    }
    const auto data = take(size);
    if (type != kCompressed) rest_ = rest_.subspan(std::min<std::size_t>(-size % 8, rest_.size()));
    return {type, data};
  }

  Bytes next(uint32_t type, const char* what) {
    const auto element = at_end() ? Element{} : next();
    if (element.type != type) throw Error(fmt::format("a matrix lacks its {}", what));
    return element.data;
  }

 private:
  Bytes take(std::size_t size) {
    if (size > rest_.size())
      throw Error(fmt::format("the file is cut off or damaged: {} bytes are due where {} are left",
                              size, rest_.size()));
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  Bytes rest_;
};

// What all matrices begin with.
struct Matrix {
  uint32_t matrix_class = 0;
  bool is_complex = false;
  std::vector<int32_t> sizes;
  std::string_view name;
  ElementReader content;
};

Matrix parse_matrix(Bytes bytes) {
  ElementReader elements(bytes);
  const auto flags = elements.next(kUint32, "flags");
  if (flags.size() != 8) throw Error("a matrix has damaged flags");
  const auto sizes = elements.next(kInt32, "sizes");
  Matrix matrix = {.matrix_class = number_at<uint32_t>(flags, 0) & 0xff,
                   .is_complex = (number_at<uint32_t>(flags, 0) & 0x0800) != 0,
                   .sizes = {},
                   .name = text_of(elements.next(kInt8, "name")),
                   .content = elements};
  for (std::size_t i = 0; i < sizes.size() / sizeof(int32_t); ++i)
    matrix.sizes.push_back(number_at<int32_t>(sizes, i));
  return matrix;
}

void expect_level_5(Bytes file) {
  constexpr std::string_view kLittleEndianLevel5("\x00\x01IM", 4),
      kLittleEndianLevel73("\x00\x02IM", 4);
  if (file.size() >= kHeaderBytes) {
    const std::string_view version(reinterpret_cast<const char*>(file.data()) + kHeaderBytes - 4,
                                   4);
    if (version == kLittleEndianLevel5) return;
    if (version == kLittleEndianLevel73)
      throw Error("a MATLAB 7.3 file, which is not read; save it with -v7");
  }
  throw Error("no MATLAB level 5 file (.mat, little-endian)");
}

// A variable by its name. `inflated` keeps the bytes that the variable lies in.
Matrix find_variable(Bytes file, const std::string& name, std::vector<std::byte>& inflated) {
  expect_level_5(file);
  std::vector<std::string> others;
  std::size_t most = kMostBytes;
  for (ElementReader elements(file.subspan(kHeaderBytes)); !elements.at_end();) {
    auto element = elements.next();
    if (element.type == kCompressed) {
      inflated = inflate_bytes(element.data, most);
      most -= inflated.size();
      element = ElementReader(inflated).next();
    }
    if (element.type != kMatrix) throw Error("a variable is no matrix");
    auto matrix = parse_matrix(element.data);
    if (matrix.name == name) return matrix;
    others.push_back(printable(matrix.name));
  }
  throw Error(fmt::format("no variable {}; there are: {}", name, name_list(others)));
}

std::vector<std::string_view> field_names(ElementReader& content) {
  const auto length = content.next(kInt32, "length of field names");
  const auto names = content.next(kInt8, "field names");
  const auto each = length.size() == 4 ? number_at<int32_t>(length, 0) : 0;
  if (each < 1) throw Error("a struct has damaged field names");
  std::vector<std::string_view> fields;
  for (auto rest = names; rest.size() >= static_cast<std::size_t>(each);
       rest = rest.subspan(static_cast<std::size_t>(each)))
    fields.push_back(text_of(rest.first(static_cast<std::size_t>(each))));
  return fields;
}

std::string printable_list(const std::vector<std::string_view>& names) {
  std::vector<std::string> shown;
  std::transform(names.begin(), names.end(), std::back_inserter(shown), printable);
  return name_list(shown);
}

// The fields of a struct are matrices without a name, in the order of the names.
Matrix find_field(Matrix variable, const std::string& field) {
  const bool is_struct = variable.matrix_class == kStructClass &&
                         std::all_of(variable.sizes.begin(), variable.sizes.end(),
                                     [](int32_t size) { return size == 1; });
  if (!is_struct) throw Error(fmt::format("{} is not one struct", variable.name));
  const auto names = field_names(variable.content);
  const auto found = std::find(names.begin(), names.end(), field);
  if (found == names.end())
    throw Error(fmt::format("{} has no field {}; there are: {}", variable.name, field,
                            printable_list(names)));
  for (auto before = found - names.begin(); before > 0; --before)
    variable.content.next(kMatrix, "fields");
  return parse_matrix(variable.content.next(kMatrix, "fields"));
}

// Columns are stored one after the other.
template <typename Stored>
Map<int64_t> numbers(Bytes data, int64_t height, int64_t width) {
  if (data.size() != static_cast<std::size_t>(height * width) * sizeof(Stored))
    throw Error(fmt::format("the matrix has {} bytes, where {} x {} numbers of {} are due",
                            data.size(), height, width, sizeof(Stored)));
  auto read = Map<int64_t>::uninitialised(height, width);
  for (int64_t y = 0; y < height; ++y) {
    auto index = static_cast<std::size_t>(y);
    for (int64_t& number : read.row(y)) {
      // A signed char is a number of one byte here. NOLINTNEXTLINE(bugprone-signed-char-misuse)
      number = static_cast<int64_t>(number_at<Stored>(data, index));
      index += static_cast<std::size_t>(height);
    }
  }
  return read;
}

// MATLAB may store the numbers of a matrix in a smaller type than the matrix has.
Map<int64_t> numbers(const Element& element, int64_t height, int64_t width) {
  switch (element.type) {
    case kInt8:
      return numbers<int8_t>(element.data, height, width);
    case kUint8:
      return numbers<uint8_t>(element.data, height, width);
    case kInt16:
      return numbers<int16_t>(element.data, height, width);
    case kUint16:
      return numbers<uint16_t>(element.data, height, width);
    case kInt32:
      return numbers<int32_t>(element.data, height, width);
    case kUint32:
      return numbers<uint32_t>(element.data, height, width);
    case kInt64:
      return numbers<int64_t>(element.data, height, width);
    case kUint64:
      return numbers<uint64_t>(element.data, height, width);
    default:
      throw Error("the matrix does not store integers");
  }
}

Map<int64_t> integers(Matrix matrix) {
  if (matrix.matrix_class < kFirstIntegerClass || matrix.matrix_class > kLastIntegerClass ||
      matrix.is_complex)
    throw Error("not a matrix of integers");
  if (matrix.sizes.size() != 2 || matrix.sizes[0] < 1 || matrix.sizes[1] < 1)
    throw Error("not a matrix of rows and columns");
  const int64_t height = matrix.sizes[0], width = matrix.sizes[1];
  if (height > kMostNumbers / width)
    throw Error(fmt::format("a matrix of {} x {} is too large", height, width));
  if (matrix.content.at_end()) throw Error("the matrix has no numbers");
  return numbers(matrix.content.next(), height, width);
}

}  // namespace

Map<int64_t> read_mat_field(const std::filesystem::path& file, const std::string& variable,
                            const std::string& field) {
  const auto bytes = file_bytes(file, kMostBytes);
  return with_context(file.string(), [&] {
    std::vector<std::byte> inflated;
    auto found = find_field(find_variable(bytes, variable, inflated), field);
    return with_context(variable + "." + field, [&] { return integers(std::move(found)); });
  });
}

}  // namespace panet
