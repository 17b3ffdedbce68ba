#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "panet/dataset/dataset.h"
#include "panet/eval/evaluation.h"

namespace panet::app {

// "results" of the JSON: an object for each setting, IoU in percent.
nlohmann::ordered_json json_of(const std::vector<SettingResult>& results, const Dataset& dataset);

// Mean IoU and binary IoU in percent as in the paper's Table 1: for each number of ways and each
// annotation a line for every split and one for their mean, shots side by side, the gain from the
// fewest to the most shots last; where queries lacked a class, AUROC and the share of those in
// which it is found beside them, in percent as well. Every line begins with "N-way ANNOTATION". The
// first row is the heading.
std::vector<std::vector<std::string>> table_of(const std::vector<SettingResult>& results);

}  // namespace panet::app
