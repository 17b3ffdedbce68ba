#include "serve/project/piece_lines.h"

#include "target.h"

namespace panet::fuzz {
namespace {

void read_lines(Bytes text) {
  const auto lines = serve::unpacked_lines(std::string(text_of(text)));
  expect(serve::unpacked_lines(serve::packed(lines)).size() == lines.size(),
         "lines are the same after all");
}

const Enlisted kPieceLines({.name = "piece_lines", .read = read_lines});

}  // namespace
}  // namespace panet::fuzz
