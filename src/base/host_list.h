#pragma once

#include <string>

namespace panet {

// The first host of a list as Slurm writes it: "node[03-05,9],login" → "node03". Empty where the
// list is not of that form.
std::string first_host(const std::string& list);

}  // namespace panet
