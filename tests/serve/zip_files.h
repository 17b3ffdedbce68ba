#pragma once

#include <map>
#include <string>

namespace panet::serve::test {

// What is in a zip archive: names → contents.
std::map<std::string, std::string> zip_files(const std::string& zip);

}  // namespace panet::serve::test
