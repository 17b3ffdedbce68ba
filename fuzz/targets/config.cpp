#include "panet/train/training_config.h"
#include "target.h"

namespace panet::fuzz {
namespace {

void read_config(Bytes file) {
  const std::string text(text_of(file));
  attempt([&] {
    TrainingConfig config;
    override_config(config, parse_override(text));
  });
  const std::string written = toml_of(parse_training_config(text, "a.toml"));
  expect(toml_of(parse_training_config(written, "b.toml")) == written,
         "what is written can be read");
}

const Enlisted kConfig({.name = "config", .read = read_config});

}  // namespace
}  // namespace panet::fuzz
