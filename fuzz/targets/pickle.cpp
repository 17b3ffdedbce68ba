#include "weights/pickle.h"

#include "base/file_bytes.h"
#include "input_file.h"
#include "signature.h"
#include "weights/pickled_tensors.h"
#include "weights/state_dict.h"

namespace panet::fuzz {
namespace {

// The tensors of a pickle, over storages that hold the bytes of the pickle itself.
void read_pickled_tensors(const Pickle& pickle, const std::filesystem::path& path) {
  const auto file = std::make_shared<FileBytes>(file_bytes(path));
  const CheckpointContainer container = {
      .pickle = nullptr, .storages = {{"0", *file}, {"1", std::span(*file).first(16)}}};
  PickledTensors tensors(file, container, path);
  for (const auto& [key, value] : find_state_dict(pickle.root(), path))
    attempt([&, name = std::string(key->text), described = value] {
      tensors.tensor(name, *described);
    });
}

void read_pickle(Bytes bytes) {
  const auto& path = input_file(bytes);
  const Pickle pickle(bytes, path);
  if (bytes.size() >= 16) read_pickled_tensors(pickle, path);
}

void repair(std::string& file) {
  put_signature(file, "\x80\x02");
  if (!file.empty()) file.back() = '.';
}

const Enlisted kPickle({.name = "pickle", .read = read_pickle, .repair = repair});

}  // namespace
}  // namespace panet::fuzz
