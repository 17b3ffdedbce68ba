#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>

namespace panet::test {

enum class MatForm { kPlain, kCompressed };

// A MATLAB file as SBD's are, written by libmatio: a struct `variable` (GTcls, GTinst) with the
// fields Boundaries (cells of sparse matrices), Segmentation and CategoriesPresent. segmentation:
// H x W of an integer type or double.
void write_mat(const std::filesystem::path& path, const std::string& variable,
               const torch::Tensor& segmentation, MatForm form = MatForm::kCompressed);

// A file with a matrix of that name, and no struct.
void write_mat_matrix(const std::filesystem::path& path, const std::string& variable,
                      const torch::Tensor& matrix);

}  // namespace panet::test
