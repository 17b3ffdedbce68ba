#include <sstream>

#include "base/line_list.h"
#include "input_file.h"
#include "panet/segment/picture_list.h"

namespace panet::fuzz {
namespace {

// Lists of pictures, and of a data set's names and classes.
void read_lists(Bytes file) {
  std::istringstream in{std::string(text_of(file))};
  for (const std::string& path : read_path_list(in)) expect(!path.empty(), "no path is empty");
  read_lines(input_file(file));
  parse_shard(std::string(text_of(file)));
}

const Enlisted kLists({.name = "lists", .read = read_lists});

}  // namespace
}  // namespace panet::fuzz
