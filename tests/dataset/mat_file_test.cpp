#include "dataset/mat_file.h"

#include <zlib.h>

#include <functional>
#include <random>

#include "dataset/inflate.h"
#include "maps.h"
#include "mat_writer.h"
#include "mutated.h"
#include "panet/base/error.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::MatForm;
using test::read_file;
using test::Tells;
using test::write_file;
using test::write_mat;

constexpr std::size_t kHeaderBytes = 128;

std::string deflated(const std::string& bytes) {
  std::string compressed(compressBound(bytes.size()), '\0');
  auto size = static_cast<uLongf>(compressed.size());
  compress(reinterpret_cast<Bytef*>(compressed.data()), &size,
           reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  compressed.resize(size);
  return compressed;
}

// A plain file with its variable compressed.
std::string packed(const std::string& plain) {
  const auto data = deflated(plain.substr(kHeaderBytes));
  const std::array<uint32_t, 2> tag = {15, static_cast<uint32_t>(data.size())};
  return plain.substr(0, kHeaderBytes) +
         std::string(reinterpret_cast<const char*>(tag.data()), sizeof tag) + data;
}

struct MatFile : testing::Test {
  Map<int64_t> read() const { return read_mat_field(path, "GTcls", "Segmentation"); }
  std::string error() const {
    return error_of([this] { read(); });
  }

  template <typename Number>
  test::MatMatrix labels_as(int64_t factor = 1) const {
    return mapped<Map<Number>>(
        labels, [factor](int64_t label) { return static_cast<Number>(factor * label); });
  }

  test::TemporaryFolder folder;
  fs::path path = folder / "a.mat";
  Map<int64_t> labels = test::written<Map<int64_t>>({{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}});
};

TEST_F(MatFile, HoldsAMatrixOfAnyIntegerTypePlainOrCompressed) {
  for (const auto& matrix : {labels_as<uint8_t>(), labels_as<int8_t>(), labels_as<int16_t>(),
                             labels_as<int32_t>(), labels_as<int64_t>()})
    for (const auto form : {MatForm::kPlain, MatForm::kCompressed}) {
      write_mat(path, "GTcls", matrix, form);
      EXPECT_EQ(read(), labels) << "type " << matrix.numbers.index();
    }
}

TEST_F(MatFile, KeepsTheSign) {
  write_mat(path, "GTcls", labels_as<int16_t>(-1));
  EXPECT_EQ(read(), mapped<Map<int64_t>>(labels, std::negate()));
}

TEST_F(MatFile, MayHoldOtherVariablesBefore) {
  write_mat(folder / "other.mat", "Other", labels_as<uint8_t>());
  write_mat(path, "GTcls", labels_as<uint8_t>());
  const auto wanted = read_file(path).substr(kHeaderBytes);
  write_file(path, read_file(folder / "other.mat") + wanted);
  EXPECT_EQ(read(), labels);
}

TEST_F(MatFile, OfAnotherKindIsTold) {
  write_file(path, "");
  EXPECT_THAT(error(), Tells("a.mat", "empty"));
  write_file(path, "no MATLAB file");
  EXPECT_THAT(error(), Tells("a.mat", "no MATLAB level 5 file"));
  write_file(path, std::string(124, ' ') + std::string("\x00\x02IM", 4));
  EXPECT_THAT(error(), Tells("a.mat", "7.3", "-v7"));
  write_file(path, std::string(124, ' ') + std::string("\x01\x00MI", 4));
  EXPECT_THAT(error(), Tells("a.mat", "little-endian"));
  fs::remove(path);
  EXPECT_THAT(error(), Tells("a.mat"));
}

TEST_F(MatFile, WithoutTheVariableOrTheFieldTellsWhatThereIs) {
  write_mat(path, "GTinst", labels_as<uint8_t>());
  EXPECT_THAT(error(), Tells("a.mat", "no variable GTcls", "'GTinst'"));
  EXPECT_THAT(error_of([&] { read_mat_field(path, "GTinst", "Labels"); }),
              Tells("a.mat", "no field Labels", "'Boundaries', 'Segmentation'"));
}

TEST_F(MatFile, WithAnotherTypeIsTold) {
  write_mat(path, "GTcls", labels_as<double>());
  EXPECT_THAT(error(), Tells("a.mat", "GTcls.Segmentation", "not a matrix of integers"));
  EXPECT_THAT(error_of([&] { read_mat_field(path, "GTcls", "Boundaries"); }),
              Tells("GTcls.Boundaries", "not a matrix of integers"));
  test::write_mat_matrix(path, "GTcls", labels_as<uint8_t>());
  EXPECT_THAT(error(), Tells("a.mat", "not one struct"));
}

TEST_F(MatFile, CutOffAnywhereIsTold) {
  for (const auto form : {MatForm::kPlain, MatForm::kCompressed}) {
    write_mat(path, "GTcls", labels_as<uint8_t>(), form);
    const auto whole = read_file(path);
    for (std::size_t size = 1; size < whole.size(); size += 7) {
      write_file(path, whole.substr(0, size));
      EXPECT_THAT(error(), Tells("a.mat")) << size;
    }
  }
}

TEST_F(MatFile, WithoutEndIsRefused) {
  write_file(path, packed(std::string(kHeaderBytes - 4, ' ') + std::string("\x00\x01IM", 4) +
                          std::string((std::size_t{1} << 26) + 1, '\0')));
  EXPECT_LT(fs::file_size(path), 1 << 20);
  EXPECT_THAT(error(), Tells("a.mat", "more than 64 MB"));
}

TEST_F(MatFile, FarTooManyNumbersInFewBytesAreRefused) {
  write_mat(path, "GTcls", Map<uint8_t>(4097, 4096), MatForm::kCompressed);
  EXPECT_LT(fs::file_size(path), 1 << 17);
  EXPECT_THAT(error(), Tells("a.mat", "4097 x 4096", "too large"));
}

TEST_F(MatFile, WhoseMatrixHasNoSizesIsTold) {
  const std::array<uint32_t, 10> matrix = {14, 32, 6, 8, 9, 0, 5, 0, 1, 0};
  write_file(path, std::string(kHeaderBytes - 4, ' ') + std::string("\x00\x01IM", 4) +
                       std::string(reinterpret_cast<const char*>(matrix.data()), sizeof matrix));
  EXPECT_THAT(error(), Tells("a.mat", "no variable GTcls"));
}

// Each of them is small enough.
TEST_F(MatFile, OfManyVariablesIsReadAsFarAsOneMayReach) {
  write_mat(path, "GTinst", Map<uint8_t>(4096, 4096), MatForm::kCompressed);
  const auto another = read_file(path).substr(kHeaderBytes);
  std::string many = read_file(path);
  for (int i = 0; i < 100; ++i) many += another;
  write_file(path, many);
  EXPECT_LT(many.size(), 1 << 22);
  EXPECT_THAT(error(), Tells("a.mat", "more than"));
}

TEST(InflateBytes, AcceptsAsMuchAsIsAllowedAndNoByteMore) {
  const auto compressed = deflated(std::string(100'000, 'x'));
  const auto bytes = std::as_bytes(std::span(compressed));
  EXPECT_EQ(inflate_bytes(bytes, 100'000).size(), 100'000u);
  EXPECT_THAT(error_of([&] { inflate_bytes(bytes, 99'999); }), Tells("more than"));
  EXPECT_THAT(error_of([&] { inflate_bytes(bytes.first(bytes.size() - 5), 100'000); }),
              Tells("cut off"));
}

// Whatever happens to the bytes, a file is read as a matrix or refused with an error that names it.
struct MatMutants : MatFile {
  void expect_all_read_or_refused(const std::string& good, bool pack) {
    std::mt19937 random(20260502);
    int understood = 0;
    for (int i = 0; i < 3000; ++i) {
      const auto mutant = test::mutated(good, random);
      write_file(path, pack && mutant.size() > kHeaderBytes ? packed(mutant) : mutant);
      try {
        EXPECT_FALSE(read().empty());
        ++understood;
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("a.mat"));
      }
    }
    EXPECT_GT(understood, 0);
    EXPECT_LT(understood, 3000);
  }

  std::string good(MatForm form) const {
    write_mat(path, "GTcls", labels_as<uint8_t>(), form);
    return read_file(path);
  }
};

TEST_F(MatMutants, OfPlainFiles) {
  expect_all_read_or_refused(good(MatForm::kPlain), false);
}

TEST_F(MatMutants, OfCompressedFiles) {
  expect_all_read_or_refused(good(MatForm::kCompressed), false);
}

// Damage beneath the compression, which its checksum does not show.
TEST_F(MatMutants, OfWhatIsCompressed) {
  expect_all_read_or_refused(good(MatForm::kPlain), true);
}

}  // namespace
}  // namespace panet
