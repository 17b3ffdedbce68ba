#include "mat_writer.h"

#include <matio.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

#include "maps.h"

namespace panet::test {
namespace {

using File = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

File create(const std::filesystem::path& path) {
  std::filesystem::create_directories(path.parent_path());
  File file(Mat_CreateVer(path.c_str(), nullptr, MAT_FT_MAT5), Mat_Close);
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return file;
}

template <typename Number>
constexpr std::pair<matio_classes, matio_types> kTypes;
template <>
constexpr std::pair kTypes<uint8_t> = {MAT_C_UINT8, MAT_T_UINT8};
template <>
constexpr std::pair kTypes<int8_t> = {MAT_C_INT8, MAT_T_INT8};
template <>
constexpr std::pair kTypes<int16_t> = {MAT_C_INT16, MAT_T_INT16};
template <>
constexpr std::pair kTypes<int32_t> = {MAT_C_INT32, MAT_T_INT32};
template <>
constexpr std::pair kTypes<int64_t> = {MAT_C_INT64, MAT_T_INT64};
template <>
constexpr std::pair kTypes<double> = {MAT_C_DOUBLE, MAT_T_DOUBLE};

// matio copies what it is given.
matvar_t* matrix(const std::string& name, const MatMatrix& values) {
  std::array<std::size_t, 2> sizes = {static_cast<std::size_t>(values.size.height),
                                      static_cast<std::size_t>(values.size.width)};
  return std::visit(
      [&]<typename Number>(std::vector<Number> numbers) {
        const auto [matrix_class, type] = kTypes<Number>;
        return Mat_VarCreate(name.c_str(), matrix_class, type, 2, sizes.data(), numbers.data(), 0);
      },
      values.numbers);
}

// Cells with the outline of each class, here of two points.
matvar_t* boundaries() {
  std::array<std::size_t, 2> cells = {20, 1}, sizes = {4, 4};
  auto* all = Mat_VarCreate("Boundaries", MAT_C_CELL, MAT_T_CELL, 2, cells.data(), nullptr, 0);
  std::array<mat_uint32_t, 2> rows = {0, 2};
  std::array<mat_uint32_t, 5> columns = {0, 1, 2, 2, 2};
  std::array<double, 2> values = {1, 1};
  mat_sparse_t sparse = {.nzmax = 2,
                         .ir = rows.data(),
                         .nir = 2,
                         .jc = columns.data(),
                         .njc = 5,
                         .ndata = 2,
                         .data = values.data()};
  for (int i = 0; i < 20; ++i)
    Mat_VarSetCell(all, i,
                   Mat_VarCreate(nullptr, MAT_C_SPARSE, MAT_T_DOUBLE, 2, sizes.data(), &sparse, 0));
  return all;
}

}  // namespace

void write_mat(const std::filesystem::path& path, const std::string& variable,
               const MatMatrix& segmentation, MatForm form) {
  const auto file = create(path);
  std::array<const char*, 3> fields = {"Boundaries", "Segmentation", "CategoriesPresent"};
  std::array<std::size_t, 2> one = {1, 1};
  const Variable whole(
      Mat_VarCreateStruct(variable.c_str(), 2, one.data(), fields.data(), fields.size()),
      Mat_VarFree);
  Mat_VarSetStructFieldByIndex(whole.get(), 0, 0, boundaries());
  Mat_VarSetStructFieldByIndex(whole.get(), 1, 0, matrix("Segmentation", segmentation));
  Mat_VarSetStructFieldByIndex(whole.get(), 2, 0,
                               matrix("CategoriesPresent", written<Map<double>>({{1.0, 2.0}})));
  Mat_VarWrite(file.get(), whole.get(),
               form == MatForm::kPlain ? MAT_COMPRESSION_NONE : MAT_COMPRESSION_ZLIB);
}

void write_mat_matrix(const std::filesystem::path& path, const std::string& variable,
                      const MatMatrix& values) {
  const auto file = create(path);
  const Variable whole(matrix(variable, values), Mat_VarFree);
  Mat_VarWrite(file.get(), whole.get(), MAT_COMPRESSION_NONE);
}

}  // namespace panet::test
