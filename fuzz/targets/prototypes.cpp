#include "panet/weights/prototype_file.h"

#include "input_file.h"
#include "safetensors_length.h"

namespace panet::fuzz {
namespace {

void read_some_prototypes(Bytes file) {
  load_prototypes(input_file(file));
}

const Enlisted kPrototypes({.name = "prototypes",
                            .read = read_some_prototypes,
                            .repair = repair_safetensors_length});

}  // namespace
}  // namespace panet::fuzz
