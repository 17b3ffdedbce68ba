#include "panet/weights/safetensors.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "base/file_bytes.h"
#include "base/own_file.h"
#include "panet/base/error.h"
#include "stored_tensors.h"
#include "support.h"
#include "weights/tensor_in_file.h"

namespace panet {
namespace {

using test::error_of;
using test::filled;
using test::is_same;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

// The bytes of a file with this header and so many bytes of data.
std::string file_of(const std::string& header, const std::string& data = {}) {
  std::string file(8, '\0');
  const uint64_t length = header.size();
  std::memcpy(file.data(), &length, sizeof length);
  return file + header + data;
}

std::string bytes(std::size_t count) {
  return std::string(count, '\0');
}

std::string error_of_file(const std::string& content) {
  const TemporaryFolder folder;
  write_file(folder / "weights.safetensors", content);
  const auto message = error_of([&] { read_safetensors(folder / "weights.safetensors"); });
  EXPECT_THAT(message, testing::HasSubstr("weights.safetensors"));
  return message;
}

TensorFile read(const std::string& content) {
  const TemporaryFolder folder;
  write_file(folder / "weights.safetensors", content);
  return read_safetensors(folder / "weights.safetensors");
}

TEST(Safetensors, ReadsTensorsAndMetadata) {
  const float values[] = {1.5f, -2.0f};
  const std::string data(reinterpret_cast<const char*>(values), sizeof values);
  const auto file = read(file_of(
      R"({"__metadata__":{"note":"hello"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}   )",
      data));
  EXPECT_THAT(file.metadata, testing::ElementsAre(testing::Pair("note", "hello")));
  ASSERT_EQ(file.tensors.size(), 1u);
  EXPECT_TRUE(is_same(file.tensors.at("w"), StoredTensor::of<float>({2, 1}, {1.5f, -2.0f})));
}

TEST(Safetensors, ReadsFilesWithoutAnyTensor) {
  EXPECT_TRUE(read(file_of("{}")).tensors.empty());
  EXPECT_EQ(read(file_of(R"({"__metadata__":{}})")).metadata.size(), 0u);
}

TEST(Safetensors, TensorsAreViewsOfTheFileWhereTheirBytesAreAligned) {
  const TemporaryFolder folder;
  write_file(folder / "a", bytes(16));
  const auto file = std::make_shared<const FileBytes>(file_bytes(folder / "a"));
  const std::span all(*file);
  const auto aligned = all.subspan(8, 8), unaligned = all.subspan(2, 8);
  EXPECT_EQ(tensor_in_file(file, aligned, DType::kF32, {2}).bytes().data(), aligned.data());
  EXPECT_NE(tensor_in_file(file, unaligned, DType::kF32, {2}).bytes().data(), unaligned.data());
  EXPECT_EQ(tensor_in_file(file, unaligned, DType::kI16, {4}).bytes().data(), unaligned.data());
}

TEST(Safetensors, TensorsWhoseBytesAreNotAlignedToTheirTypeAreRead) {
  // One byte of U8 puts the F32 behind it at an odd address.
  std::string data = "\x07";
  const float value = 3.25f;
  data.append(reinterpret_cast<const char*>(&value), sizeof value);
  const auto file = read(file_of(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                 R"("b":{"dtype":"F32","shape":[],"data_offsets":[1,5]}})",
                                 data));
  EXPECT_TRUE(is_same(file.tensors.at("a"), StoredTensor::of<uint8_t>({1}, {7})));
  EXPECT_TRUE(is_same(file.tensors.at("b"), StoredTensor::of<float>({}, {3.25f})));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(file.tensors.at("b").bytes().data()) % 4, 0u);
}

TEST(Safetensors, TensorsWithoutElementsNeedNoBytes) {
  const auto file =
      read(file_of(R"({"empty":{"dtype":"F64","shape":[0,3],"data_offsets":[0,0]}})"));
  EXPECT_TRUE(is_same(file.tensors.at("empty"), StoredTensor::of<double>({0, 3}, {})));
}

TEST(Safetensors, WritesEveryTypeAndReadsTheSameBack) {
  const std::vector<uint8_t> ones(48, 1);
  TensorFile file{.tensors = {}, .metadata = {{"text", "čeština \"quoted\"\n"}}};
  for (const auto dtype : {DType::kF64, DType::kF32, DType::kF16, DType::kBF16, DType::kI64,
                           DType::kI32, DType::kI16, DType::kI8, DType::kU8, DType::kBool})
    file.tensors[std::string(name_of(dtype))] = StoredTensor::copy_of(
        dtype, {2, 3}, std::as_bytes(std::span(ones).first(6 * bytes_of(dtype))));
  file.tensors["ramp"] = StoredTensor::of<int64_t>({2, 3}, {0, 1, 2, 3, 4, 5});
  file.tensors["scalar"] = StoredTensor::of<float>({}, {2.5});
  file.tensors["empty"] = StoredTensor::of<float>({0, 2}, {});
  const TemporaryFolder folder;
  write_safetensors(folder / "a", file);
  const auto back = read_safetensors(folder / "a");
  EXPECT_EQ(back.metadata, file.metadata);
  ASSERT_EQ(back.tensors.size(), file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_TRUE(is_same(back.tensors.at(name), tensor)) << name;
  }
}

TEST(Safetensors, TheSameContentGivesTheSameBytesWiderTypesFirst) {
  const TensorFile file{.tensors = {{"a", StoredTensor::of<uint8_t>({3}, {1, 1, 1})},
                                    {"b", StoredTensor::of<double>({1}, {1})}},
                        .metadata = {{"k", "v"}}};
  const TemporaryFolder folder;
  write_safetensors(folder / "one", file);
  write_safetensors(folder / "two", file);
  const auto content = test::read_file(folder / "one");
  EXPECT_EQ(content, test::read_file(folder / "two"));
  EXPECT_THAT(content, testing::HasSubstr(R"("b":{"data_offsets":[0,8])"));
  uint64_t header = 0;
  std::memcpy(&header, content.data(), sizeof header);
  EXPECT_EQ(header % 8, 0u);
}

TEST(Safetensors, MayReplaceTheFileItsTensorsView) {
  const TemporaryFolder folder;
  write_safetensors(folder / "a", {.tensors = {{"w", filled({1000}, 1)}}, .metadata = {}});
  auto file = read_safetensors(folder / "a");
  file.metadata["again"] = "yes";
  write_safetensors(folder / "a", file);
  EXPECT_TRUE(is_same(read_safetensors(folder / "a").tensors.at("w"), filled({1000}, 1)));
}

TEST(Safetensors, OfOursAreKnownByTheirFormat) {
  const TemporaryFolder folder;
  for (const char* format : {"panet", "panet prototypes", "pt"})
    write_safetensors(folder / format,
                      {.tensors = {{"a", filled({2}, 1)}}, .metadata = {{"format", format}}});
  EXPECT_TRUE(is_own_file(folder / "panet"));
  EXPECT_TRUE(is_own_file(folder / "panet prototypes"));
  EXPECT_FALSE(is_own_file(folder / "pt"));
}

TEST(Safetensors, TellsWhatCannotBeWritten) {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& name, const StoredTensor& tensor) {
    return error_of([&] {
      write_safetensors(folder / "a", {.tensors = {{name, tensor}}, .metadata = {}});
    });
  };
  EXPECT_THAT(error("__metadata__", filled({1}, 0)), Tells("keeps this name"));
  EXPECT_THAT(error("\xff", filled({1}, 0)), Tells("UTF-8"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
}

// --- Files that are wrong, one way each
// -----------------------------------------------------------------------------

TEST(SafetensorsError, AFileShorterThanItsHeader) {
  EXPECT_THAT(error_of_file("abc"), Tells("expects 8 bytes", "found 3"));
  EXPECT_THAT(error_of_file(file_of("{}").substr(0, 9)),
              Tells("ends within its header", "8 + 2 bytes", "found 9"));
}

TEST(SafetensorsError, AHeaderLongerThanTheFormatAllows) {
  EXPECT_THAT(error_of_file("\xff\xff\xff\xff\xff\xff\xff\x7f{}"), Tells("at most 8000000"));
}

TEST(SafetensorsError, MoreTensorsThanAnEncoderHas) {
  std::string header = "{";
  for (int i = 0; i <= 65536; ++i) {
    if (i > 0) header += ',';
    header += '"';
    header += std::to_string(i);
    header += R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  }
  header += '}';
  EXPECT_THAT(error_of_file(file_of(header)), Tells("more than 65536 tensors"));
}

TEST(SafetensorsError, AHeaderThatIsNoJsonObject) {
  EXPECT_THAT(error_of_file(file_of("[]")), Tells("starting with '{'", "found '['"));
  EXPECT_THAT(error_of_file(file_of(" {}")), Tells("starting with '{'"));
  EXPECT_THAT(error_of_file(file_of("")), Tells("starting with '{'"));
  EXPECT_THAT(error_of_file(file_of("{\"a\"")), Tells("no valid JSON"));
  EXPECT_THAT(error_of_file(file_of("{} {}")), Tells("no valid JSON"));
  EXPECT_THAT(error_of_file(file_of("{\"\xff\":1}")), Tells("no valid JSON"));
  EXPECT_THAT(error_of_file(file_of(std::string("{}\0{", 4))), Tells("NUL"));
}

TEST(SafetensorsError, JsonDeeperThanTheFormat) {
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"dtype":{"deep":1}}})")),
              Tells("'w'", "two levels", "third"));
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}})")),
              Tells("'w'", "shape expects non-negative integers", "found a list"));
  EXPECT_THAT(error_of_file(file_of("{\"w\":" + std::string(1'000'000, '['))),
              Tells("'w'", "expects an object"));
}

TEST(SafetensorsError, DuplicateKeys) {
  const std::string entry = R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  EXPECT_THAT(error_of_file(file_of("{\"w\":" + entry + ",\"w\":" + entry + "}", bytes(1))),
              Tells("duplicate key 'w'"));
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"dtype":"U8","dtype":"U8"}})")),
              Tells("'w'", "duplicate field 'dtype'"));
  EXPECT_THAT(error_of_file(file_of(R"({"__metadata__":{"a":"1","a":"2"}})")),
              Tells("duplicate metadata key 'a'"));
}

TEST(SafetensorsError, FieldsThatAreMissingOrUnknown) {
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"dtype":"U8","shape":[]}})")),
              Tells("'w'", "'data_offsets' is missing"));
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"colour":"U8"}})")), Tells("'w'", "found 'colour'"));
  EXPECT_THAT(error_of_file(file_of(R"({"w":5})")),
              Tells("'w'", "expects an object", "found the number 5"));
}

TEST(SafetensorsError, ADtypeThatIsUnknown) {
  EXPECT_THAT(
      error_of_file(file_of(R"({"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})")),
      Tells("'w'", "expects dtype F64", "found 'F8_E4M3'"));
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"dtype":7}})")),
              Tells("'w'", "dtype expects text", "found the number 7"));
}

TEST(SafetensorsError, MetadataThatIsNotText) {
  EXPECT_THAT(error_of_file(file_of(R"({"__metadata__":{"epoch":3}})")),
              Tells("metadata 'epoch' expects text", "found the number 3"));
  EXPECT_THAT(error_of_file(file_of(R"({"__metadata__":{"list":["a"]}})")),
              Tells("'list'", "found a list"));
}

struct BadEntry {
  std::string shape;
  std::string offsets;
  std::vector<std::string> parts;  // of the message
};

TEST(SafetensorsError, ShapesAndOffsetsThatDoNotFit) {
  const std::vector<BadEntry> bad = {
      {"[-1]", "[0,8]", {"non-negative", "found the number -1"}},
      {"[2.0]", "[0,8]", {"non-negative integers", "found the number '2.0'"}},
      {"[1e2]", "[0,8]", {"non-negative integers", "'1e2'"}},
      {"[true]", "[0,8]", {"non-negative integers", "true"}},
      {"[18446744073709551615]", "[0,8]", {"overflows", "18446744073709551615"}},
      {"[99999999999999999999999]", "[0,8]", {"non-negative integers"}},
      {"[4611686018427387904,4]", "[0,8]", {"overflows 64 bits", "[4611686018427387904, 4]"}},
      {"[0,4611686018427387904,4611686018427387904]", "[0,0]", {"overflows 64 bits"}},
      {"[2]", "[8,0]", {"reversed", "begin 8, end 0"}},
      {"[2]", "[0,9]", {"past the end", "end at byte 9", "at most 8"}},
      {"[2]", "[0,18446744073709551615]", {"past the end"}},
      {"[3]", "[0,8]", {"shape [3] of F32 expects 12 bytes", "that is 8 bytes"}},
      {"[2]", "[0]", {"expects 2 numbers", "found 1"}},
      {"[2]", "[0,8,8]", {"expects 2 numbers", "more"}},
      {"[2]", "\"0,8\"", {"data_offsets expects a list", "found the text '0,8'"}},
      {"[1]", "[4,8]", {"hole", "begins at byte 4, expects 0"}},
      {"[1]", "[0,4]", {"4 bytes behind the last tensor"}},
  };
  for (const auto& [shape, offsets, parts] : bad) {
    const auto header =
        R"({"w":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
    const auto message = error_of_file(file_of(header, bytes(8)));
    for (const auto& part : parts) EXPECT_THAT(message, testing::HasSubstr(part)) << header;
  }
}

TEST(SafetensorsError, MoreDimensionsThanAnyTensorHas) {
  std::string shape = "1";
  for (int i = 0; i < 100; ++i) shape += ",1";
  EXPECT_THAT(
      error_of_file(file_of(
          R"({"w":{"dtype":"U8","shape":[)" + shape + R"(],"data_offsets":[0,1]}})", bytes(1))),
      Tells("'w'", "more than 64 dimensions"));
}

TEST(SafetensorsError, TensorsThatOverlapOrLeaveAHole) {
  const auto two = [](const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first +
           R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}";
  };
  EXPECT_THAT(error_of_file(file_of(two("[0,4]", "[2,6]"), bytes(6))),
              Tells("'b'", "overlaps", "begins at byte 2, expects 4"));
  EXPECT_THAT(error_of_file(file_of(two("[6,10]", "[0,4]"), bytes(10))),
              Tells("'a'", "hole", "begins at byte 6, expects 4"));
  EXPECT_THAT(error_of_file(file_of(two("[0,4]", "[0,4]"), bytes(4))), Tells("overlaps"));
}

TEST(SafetensorsError, BoolsThatAreNeitherTrueNorFalse) {
  EXPECT_THAT(error_of_file(file_of(R"({"w":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})",
                                    "\x01\x02")),
              Tells("'w'", "0 and 1", "found 2"));
}

TEST(SafetensorsError, NamesAreShownSafely) {
  const auto message = error_of_file(file_of("{\"\\u001b[2J" + std::string(500, 'x') + "\":1}"));
  EXPECT_THAT(message, Tells("'\\x1b[2J", "xxx...'"));
  EXPECT_LT(message.size(), 300u);
}

// Whatever a few damaged bytes do to a file: it is read, or it is a panet::Error.
TEST(SafetensorsError, RandomDamageNeverCrashes) {
  const TemporaryFolder folder;
  const std::vector<uint8_t> flags(5, 1);
  write_safetensors(folder / "a",
                    {.tensors = {{"x", filled({2, 3}, 1)},
                                 {"flags", StoredTensor::copy_of(DType::kBool, {5},
                                                                 std::as_bytes(std::span(flags)))},
                                 {"half", converted(filled({3}, 1), DType::kF16)}},
                     .metadata = {{"note", "text"}}});
  const auto whole = test::read_file(folder / "a");
  std::mt19937 random(1);
  int errors = 0;
  int64_t read_bytes = 0;
  for (int i = 0; i < 2000; ++i) {
    auto damaged = whole;
    for (auto flips = 1 + random() % 3; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    if (random() % 4 == 0) damaged.resize(random() % damaged.size());
    write_file(folder / "b", damaged);
    try {
      for (const auto& [name, tensor] : read_safetensors(folder / "b").tensors)
        read_bytes += std::ranges::count_if(tensor.bytes(), [](auto b) { return b > std::byte{}; });
    } catch (const Error&) {
      ++errors;
    }
  }
  EXPECT_GT(errors, 1000);
  EXPECT_GT(read_bytes, 0);
}

TEST(Safetensors, ReadsAFileOfTheReferenceImplementationWhoseTensorsAreNotAligned) {
  const auto path = std::filesystem::path(PANET_GOLDEN_DIR) / "1way_1shot_97x97.safetensors";
  const auto file = read_safetensors(path);
  EXPECT_EQ(file.metadata.at("classes"), "[1]");
  EXPECT_EQ(file.tensors.at("query_features").shape(), (std::vector<int64_t>{1, 512, 13, 13}));
  EXPECT_EQ(file.tensors.at("query_labels").dtype(), DType::kU8);
  EXPECT_TRUE(is_finite(file.tensors.at("query_features")));
}

}  // namespace
}  // namespace panet
