#include "panet/weights/pytorch_checkpoint.h"

#include <fmt/format.h>
#include <torch/serialize.h>

#include <random>

#include "panet/file/error.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::Tells;
using test::TemporaryFolder;
using test::write_file;

// Made by data/make_checkpoints.py with PyTorch itself.
fs::path checkpoint(const std::string& name) {
  return fs::path(PANET_TEST_DATA) / name;
}

std::string error_of_file(const std::string& content) {
  const TemporaryFolder folder;
  write_file(folder / "weights.pth", content);
  const auto message = error_of([&] { read_pytorch_checkpoint(folder / "weights.pth"); });
  EXPECT_THAT(message, testing::HasSubstr("weights.pth"));
  return message;
}

class PytorchCheckpoint : public testing::TestWithParam<std::string> {};

TEST_P(PytorchCheckpoint, HoldsTheTensorsThatPythonSaved) {
  const auto file = read_pytorch_checkpoint(checkpoint(GetParam()));
  const auto weight = torch::arange(6, torch::kFloat32).reshape({2, 3}) / 4;
  const std::map<std::string, torch::Tensor> expected = {
      {"weight", weight},
      {"transposed", weight.t()},
      {"row", weight[1]},
      {"parameter", torch::tensor({1.0f, -1.0f})},
      {"double", torch::tensor({0.1}, torch::kFloat64)},
      {"half", torch::tensor({0.5f, 2.0f}).to(torch::kFloat16)},
      {"bfloat16", torch::tensor({3.0f}).to(torch::kBFloat16)},
      {"steps", torch::tensor(7, torch::kInt64)},
      {"bytes", torch::tensor({1, 255}, torch::kUInt8)},
      {"flags", torch::tensor({true, false})},
      {"empty", torch::zeros({0, 4})}};
  EXPECT_EQ(file.tensors.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(file.tensors.contains(name)) << name;
    const auto& found = file.tensors.at(name);
    EXPECT_EQ(found.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(torch::equal(found, tensor)) << name;
    EXPECT_TRUE(found.is_contiguous()) << name;
  }
  EXPECT_TRUE(file.metadata.empty());
}

INSTANTIATE_TEST_SUITE_P(Formats, PytorchCheckpoint,
                         testing::Values("state_dict.pth", "protocol4.pth", "nested.pth",
                                         "legacy.pth"),
                         [](const auto& name) {
                           return name.param.substr(0, name.param.find('.'));
                         });

TEST(PytorchCheckpointFile, ParametersAndDictionariesAsOfPython2AreRead) {
  const auto file = read_pytorch_checkpoint(checkpoint("legacy_python2.pth"));
  EXPECT_TRUE(torch::equal(file.tensors.at("weight"), torch::ones({2, 3})));
}

TEST(PytorchCheckpointFile, WhatLibTorchSavesIsRead) {
  c10::Dict<std::string, torch::Tensor> dict;
  dict.insert("weight", torch::ones({2, 3}));
  const auto bytes = torch::pickle_save(dict);
  const TemporaryFolder folder;
  write_file(folder / "a.pth", {bytes.begin(), bytes.end()});
  EXPECT_TRUE(torch::equal(read_pytorch_checkpoint(folder / "a.pth").tensors.at("weight"),
                           torch::ones({2, 3})));
}

TEST(PytorchCheckpointError, WhatHoldsNoStateDict) {
  const auto error = [](const std::string& name) {
    return error_of([&] { read_pytorch_checkpoint(checkpoint(name)); });
  };
  EXPECT_THAT(error("whole_model.pth"),
              Tells("whole_model.pth", "expects a state dict", "'torch.nn.modules.linear.Linear'",
                    "torch.save(model.state_dict(), path)"));
  EXPECT_THAT(error("torchscript.pth"),
              Tells("TorchScript archive", "torch.jit.load(path).state_dict()"));
  EXPECT_THAT(error("without_tensors.pth"), Tells("holds no tensor"));
}

TEST(PytorchCheckpointError, TensorsThatAreNotDense) {
  const auto error = [](const std::string& name) {
    return error_of([&] { read_pytorch_checkpoint(checkpoint(name)); });
  };
  EXPECT_THAT(error("sparse.pth"),
              Tells("'weight'", "'_rebuild_sparse_tensor'", "expects dense tensors"));
  EXPECT_THAT(error("expanded.pth"),
              Tells("'weight'", "[1000]", "strides [0]", "the 1 elements of its storage"));
}

TEST(PytorchCheckpointError, OtherFilesAreNamedForWhatTheyAre) {
  EXPECT_THAT(error_of_file(""), Tells("empty"));
  EXPECT_THAT(error_of_file("\n<!DOCTYPE html><html>"), Tells("a web page", "download link"));
  EXPECT_THAT(error_of_file("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
              Tells("git lfs pull"));
  EXPECT_THAT(error_of_file("\x89HDF\r\n\x1a\n...."), Tells("HDF5", "safetensors"));
  EXPECT_THAT(error_of_file("\x08\x01\x12\x20...."), Tells("TensorFlow SavedModel"));
  EXPECT_THAT(error_of_file(std::string("\0\0\0\0......\x57\xfb\x80\x8b\x24\x75\x47\xdb", 18)),
              Tells("TensorFlow checkpoint"));
  EXPECT_THAT(error_of_file("\x1f\x8b\x08"), Tells("gzip"));
  EXPECT_THAT(error_of_file("{\"weight_map\": {}}"), Tells("JSON"));
  EXPECT_THAT(error_of_file("\x80\x04K\x01."), Tells("pickle that PyTorch did not write"));
  EXPECT_THAT(error_of_file("random noise of some length"), Tells("27 bytes of no known format"));
  EXPECT_THAT(error_of_file(std::string("\x02\0\0\0\0\0\0\0{}", 10)),
              Tells("found a safetensors file"));
}

TEST(PytorchCheckpointError, ZipArchivesOfOtherPrograms) {
  auto archive = test::read_file(checkpoint("state_dict.pth"));
  for (auto at = archive.find("data.pkl"); at != archive.npos; at = archive.find("data.pkl"))
    archive.replace(at, 8, "data.xml");
  EXPECT_THAT(error_of_file(archive), Tells("a zip archive, but not of PyTorch", "data.pkl"));
}

TEST(PytorchCheckpointError, CutOffFilesAreToldToBeDownloadedAgain) {
  for (const std::string name : {"state_dict.pth", "legacy.pth"}) {
    const auto whole = test::read_file(checkpoint(name));
    EXPECT_THAT(error_of_file(whole.substr(0, whole.size() - 30)), Tells("cut off", "again"))
        << name;
    for (std::size_t length = 1; length < whole.size(); length += 7) {
      EXPECT_THAT(error_of_file(whole.substr(0, length)), testing::Not(testing::IsEmpty()))
          << name << " " << length;
    }
  }
}

// --- Pickles by hand, inside the legacy format, which needs no zip
// --------------------------------------------------

// A legacy file whose pickle is `pickle`, with these keys of storages, and the storages.
std::string legacy_file(const std::string& pickle, const std::string& keys = "].",
                        const std::string& storages = "") {
  using namespace std::string_literals;
  const auto magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s;
  const auto protocol = "\x80\x02M\xe9\x03."s;
  return magic + protocol + "\x80\x02}." + "\x80\x02" + pickle + "\x80\x02" + keys + storages;
}

// Texts of Python's pickle format, protocol 2.
std::string text(const std::string& characters) {
  return std::string("X") + static_cast<char>(characters.size()) + std::string(3, '\0') +
         characters;
}

std::string dict(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string pickle = "}(";
  for (const auto& [key, value] : items) pickle += key + value;
  return pickle + "u";
}

std::string object(const std::string& module, const std::string& name, const std::string& state) {
  return "c" + module + "\n" + name + "\n)\x81" + state + "b";
}

// A tensor without elements.
const std::string kTensor = "ctorch._utils\n_rebuild_tensor\n((" + text("storage") +
                            "ctorch\nFloatStorage\n" + text("0") + text("cpu") +
                            std::string("K\0tQK\0K\0\x85K\1\x85tR", 14);
// A legacy file with the storage of such tensors.
std::string file_of_tensors(const std::string& pickle) {
  return legacy_file(pickle + ".", "]" + text("0") + "a.", std::string(8, '\0'));
}

const std::string kNone = "N", kNumber = "K\3";

TEST(PytorchCheckpointFile, TheStateDictIsFoundInsideACheckpoint) {
  const auto weights = dict({{text("w"), kTensor}});
  const auto optimizer = dict({{text("state"), dict({{kNumber, dict({{text("m"), kTensor}})}})}});
  for (const auto& pickle :
       {weights, dict({{text("net"), weights}}), dict({{text("weights"), weights}}),
        dict({{text("anything"), weights}, {text("epoch"), kNumber}}),
        dict({{text("optimizer"), optimizer}, {text("epoch"), kNumber}, {text("g"), weights}}),
        dict({{text("model"), dict({{text("state_dict"), weights}})}}),
        dict({{text("a"), dict({{text("b"), dict({{text("c"), weights}})}})}}),
        dict({{text("ema"), dict({{text("e"), kTensor}})}, {text("model"), weights}}),
        dict({{text("state_dict"), kNone}, {text("other"), weights}}),
        dict({{text("w"), kTensor}, {text("extra"), dict({{text("e"), kTensor}})}})}) {
    const TemporaryFolder folder;
    write_file(folder / "a.pth", file_of_tensors(pickle));
    std::string names;
    EXPECT_NO_THROW({
      for (const auto& [name, tensor] : read_pytorch_checkpoint(folder / "a.pth").tensors)
        names += name;
    });
    EXPECT_EQ(names, "w");
  }
}

TEST(PytorchCheckpointError, WhatACheckpointHoldsInstead) {
  const auto error = [](const std::string& pickle) {
    return error_of_file(legacy_file(pickle + "."));
  };
  const auto weights = dict({{text("w"), kTensor}});
  EXPECT_THAT(
      error(dict({{text("generator"), weights}, {text("critic"), dict({{text("w"), kTensor}})}})),
      Tells("2 dictionaries of tensors", "'generator'", "'critic'", "torch.load(path)["));
  EXPECT_THAT(error(dict({{text("epoch"), kNumber}, {text("notes"), text("none")}})),
              Tells("holds no tensor", "'epoch' (a number)", "'notes' (a text)", "state_dict()"));
  const auto network =
      object("torchvision.models.resnet", "ResNet", dict({{text("_parameters"), weights}}));
  EXPECT_THAT(error(network), Tells("a whole network", "'torchvision.models.resnet.ResNet'",
                                    "torch.save(model.state_dict(), path)"));
  EXPECT_THAT(error(dict({{text("epoch"), kNumber}, {text("model"), network}})),
              Tells("'model' (a whole network, a Python object made by "
                    "'torchvision.models.resnet.ResNet')",
                    "torch.save(model.state_dict(), path)"));
  EXPECT_THAT(error("](" + kTensor + "e"), Tells("found a list"));
  EXPECT_THAT(error(kTensor), Tells("found a single tensor"));
}

TEST(PytorchCheckpointError, ManyNamesOfOneDictionaryTakeNoTime) {
  std::string pickle = "}q\1(" + text("d") + "}q\2(";
  for (int i = 0; i < 20'000; ++i) pickle += text(std::to_string(i)) + "N";
  pickle += "u";
  for (int i = 0; i < 20'000; ++i) pickle += text(fmt::format("d{}", i)) + "h\2";
  EXPECT_THAT(error_of_file(legacy_file(pickle + "u.")), Tells("holds no tensor"));
}

TEST(PytorchCheckpointError, PicklesThatAreDamaged) {
  using namespace std::string_literals;
  EXPECT_THAT(error_of_file(legacy_file("R.")), Tells("damaged", "a value that is not there"));
  EXPECT_THAT(error_of_file(legacy_file("(N0t0.")), Tells("damaged", "a value that is not there"));
  EXPECT_THAT(error_of_file(legacy_file("t.")), Tells("a mark that is not there"));
  EXPECT_THAT(error_of_file(legacy_file("h\x07.")), Tells("the unknown value 7"));
  EXPECT_THAT(error_of_file(legacy_file("X\xff\xff\xff\xff.")),
              Tells("4294967295 more bytes are expected"));
  EXPECT_THAT(error_of_file(legacy_file("\xfe")), Tells("unknown instruction 0xfe"));
  EXPECT_THAT(error_of_file(legacy_file("\x80\x09N.")), Tells("protocol 2 to 5, found 9"));
  EXPECT_THAT(error_of_file(legacy_file("}N(NNNu.")), Tells("a key without a value"));
  EXPECT_THAT(error_of_file(legacy_file("cos\n")), Tells("damaged"));
  EXPECT_THAT(error_of_file(legacy_file(std::string(6'000'000, 'N'))),
              Tells("more than 300000 instructions"));
}

TEST(PytorchCheckpointError, CodeInAPickleIsNotRun) {
  const TemporaryFolder folder;
  const auto canary = (folder / "canary").string();
  const auto pickle = "cos\nsystem\nU" + std::string(1, static_cast<char>(canary.size() + 6)) +
                      "touch " + canary + "\x85R.";
  EXPECT_THAT(error_of_file(legacy_file(pickle)), Tells("expects a state dict", "'os.system'"));
  EXPECT_FALSE(fs::exists(canary));
}

TEST(PytorchCheckpointError, ADictionaryThatHoldsItselfIsNoEndlessLoop) {
  // d = {}; d["state_dict"] = d
  EXPECT_THAT(error_of_file(legacy_file("}q\x01U\x0astate_dicth\x01s.")), Tells("holds no tensor"));
}

TEST(PytorchCheckpointError, TensorsOfStoragesThatAreNotThere) {
  // {"w": _rebuild_tensor(('storage', torch.FloatStorage, "0", "cpu", 1), 0, (1,), (1,))}
  const std::string tensor =
      "ctorch._utils\n_rebuild_tensor\n((U\x07storagectorch\nFloatStorage\nU\x01"
      "0U\x03"
      "cpuK\x01tQK\x01K\x01\x85K\x01\x85tR";
  EXPECT_THAT(error_of_file(legacy_file("}U\x01w" + tensor + "s.")),
              Tells("'w'", "storage '0' is missing"));
}

// Whatever a few damaged bytes do to a file: it is read, or it is a panet::Error.
TEST(PytorchCheckpointError, RandomDamageNeverCrashes) {
  const TemporaryFolder folder;
  std::mt19937 random(1);
  for (const std::string name :
       {"state_dict.pth", "protocol4.pth", "legacy.pth", "legacy_python2.pth"}) {
    const auto whole = test::read_file(checkpoint(name));
    int errors = 0;
    for (int i = 0; i < 1000; ++i) {
      auto damaged = whole;
      for (auto flips = 1 + random() % 4; flips > 0; --flips)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      write_file(folder / "a", damaged);
      try {
        for (const auto& [key, tensor] : read_pytorch_checkpoint(folder / "a").tensors)
          tensor.sum().item<double>();
      } catch (const Error&) {
        ++errors;
      }
    }
    EXPECT_GT(errors, 100) << name;
  }
}

}  // namespace
}  // namespace panet
