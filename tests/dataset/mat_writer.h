#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "panet/image/map.h"

namespace panet::test {

// Of integers or doubles.
struct MatMatrix {
  PictureSize size;
  std::variant<std::vector<uint8_t>, std::vector<int8_t>, std::vector<int16_t>,
               std::vector<int32_t>, std::vector<int64_t>, std::vector<double>>
      numbers;  // column after column

  template <typename Number, typename Meaning>
  MatMatrix(
      const Map<Number, Meaning>& map)  // NOLINT(google-explicit-constructor): the same matrix
      : size(map.dimensions()) {
    std::vector<Number> columns;
    for (int64_t x = 0; x < map.width(); ++x)
      for (int64_t y = 0; y < map.height(); ++y) columns.push_back(map.at(y, x));
    numbers = std::move(columns);
  }
};

enum class MatForm { kPlain, kCompressed };

// A MATLAB file as SBD's are, written by libmatio: a struct `variable` (GTcls, GTinst) with the
// fields Boundaries (cells of sparse matrices), Segmentation and CategoriesPresent.
void write_mat(const std::filesystem::path& path, const std::string& variable,
               const MatMatrix& segmentation, MatForm form = MatForm::kCompressed);

// A file with a matrix of that name, and no struct.
void write_mat_matrix(const std::filesystem::path& path, const std::string& variable,
                      const MatMatrix& matrix);

}  // namespace panet::test
