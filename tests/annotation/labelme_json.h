#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Files as labelme writes them, made by the tests.
namespace panet::test {

// One shape: {"label": ..., "shape_type": ..., "points": [[x, y], ...], ...}.
nlohmann::json labelme_shape(const std::string& label, const std::string& type,
                             const std::vector<std::vector<double>>& points);

// A shape of type "mask": a grey PNG of the labels at the corner (x, y).
nlohmann::json labelme_mask(const std::string& label, const std::vector<std::string>& labels, int x,
                            int y);

// The whole file around them, with the fields that readers do not need.
nlohmann::json labelme_file(int width, int height, const std::vector<nlohmann::json>& shapes);

}  // namespace panet::test
