#include "panet/weights/model_file.h"

#include "input_file.h"
#include "safetensors_length.h"

namespace panet::fuzz {
namespace {

void read_some_model(Bytes file) {
  load_model(input_file(file));
}

const Enlisted kModel({.name = "model",
                       .read = read_some_model,
                       .repair = repair_safetensors_length});

}  // namespace
}  // namespace panet::fuzz
