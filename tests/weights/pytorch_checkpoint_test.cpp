#include "weights/pytorch_checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "legacy_checkpoint.h"
#include "panet/base/error.h"
#include "stored_tensors.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::filled;
using test::is_same;
using test::legacy_file;
using test::pickled_dict;
using test::pickled_text;
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
  const auto flags = std::as_bytes(std::span("\1", 2));  // true, false
  const TensorMap expected = {
      {"weight", StoredTensor::of<float>({2, 3}, {0, 0.25, 0.5, 0.75, 1, 1.25})},
      {"transposed", StoredTensor::of<float>({3, 2}, {0, 0.75, 0.25, 1, 0.5, 1.25})},
      {"row", StoredTensor::of<float>({3}, {0.75, 1, 1.25})},
      {"parameter", StoredTensor::of<float>({2}, {1, -1})},
      {"double", StoredTensor::of<double>({1}, {0.1})},
      {"half", converted(StoredTensor::of<float>({2}, {0.5, 2}), DType::kF16)},
      {"bfloat16", converted(StoredTensor::of<float>({1}, {3}), DType::kBF16)},
      {"steps", StoredTensor::of<int64_t>({}, {7})},
      {"bytes", StoredTensor::of<uint8_t>({2}, {1, 255})},
      {"flags", StoredTensor::copy_of(DType::kBool, {2}, flags)},
      {"empty", StoredTensor::of<float>({0, 4}, {})}};
  EXPECT_EQ(file.tensors.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(file.tensors.contains(name)) << name;
    EXPECT_TRUE(is_same(file.tensors.at(name), tensor)) << name;
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
  EXPECT_TRUE(is_same(file.tensors.at("weight"), filled({2, 3}, 1)));
}

// torch::pickle_save of a c10::Dict.
TEST(PytorchCheckpointFile, WhatLibTorchSavesIsRead) {
  const auto file = read_pytorch_checkpoint(checkpoint("libtorch.pth"));
  EXPECT_TRUE(is_same(file.tensors.at("weight"), filled({2, 3}, 1)));
}

// Tensors of any strides, as of a network that computes in channels last, are read in row-major
// order; gaps between their elements are left out.
TEST(PytorchCheckpointFile, StridedTensorsAreMadeContiguous) {
  const auto tensor = [](const std::string& offset, const std::string& shape_and_strides) {
    return "ctorch._utils\n_rebuild_tensor\n((" + pickled_text("storage") +
           "ctorch\nFloatStorage\n" + pickled_text("0") + pickled_text("cpu") + "K\x0ctQK" +
           offset + shape_and_strides + "tR";
  };
  const std::string three_dimensions = "K\2K\3K\2\x87K\6K\1K\3\x87";  // of strides 6, 1, 3
  const std::string every_fourth = "K\3\x85K\4\x85";
  const std::string zero_offset(1, '\0');
  const auto pickle = pickled_dict({{pickled_text("a"), tensor(zero_offset, three_dimensions)},
                                    {pickled_text("b"), tensor("\3", every_fourth)}});
  const auto numbers = test::ramp({12});
  const std::string storage(reinterpret_cast<const char*>(numbers.bytes().data()),
                            numbers.bytes().size());
  const TemporaryFolder folder;
  write_file(folder / "a.pth", legacy_file(pickle + ".", "]" + pickled_text("0") + "a.",
                                           "\x0c" + std::string(7, '\0') + storage));
  const auto tensors = read_pytorch_checkpoint(folder / "a.pth").tensors;
  EXPECT_TRUE(is_same(tensors.at("a"),
                      StoredTensor::of<float>({2, 3, 2}, {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11})));
  EXPECT_TRUE(is_same(tensors.at("b"), StoredTensor::of<float>({3}, {3, 7, 11})));
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

std::string object(const std::string& module, const std::string& name, const std::string& state) {
  return "c" + module + "\n" + name + "\n)\x81" + state + "b";
}

// A tensor without elements.
const std::string kTensor = "ctorch._utils\n_rebuild_tensor\n((" + pickled_text("storage") +
                            "ctorch\nFloatStorage\n" + pickled_text("0") + pickled_text("cpu") +
                            std::string("K\0tQK\0K\0\x85K\1\x85tR", 14);
// A legacy file with the storage of such tensors.
std::string file_of_tensors(const std::string& pickle) {
  return legacy_file(pickle + ".", "]" + pickled_text("0") + "a.", std::string(8, '\0'));
}

const std::string kNone = "N", kNumber = "K\3";

TEST(PytorchCheckpointFile, TheStateDictIsFoundInsideACheckpoint) {
  const auto weights = pickled_dict({{pickled_text("w"), kTensor}});
  const auto optimizer =
      pickled_dict({{pickled_text("state"),
                     pickled_dict({{kNumber, pickled_dict({{pickled_text("m"), kTensor}})}})}});
  for (const auto& pickle :
       {weights, pickled_dict({{pickled_text("net"), weights}}),
        pickled_dict({{pickled_text("weights"), weights}}),
        pickled_dict({{pickled_text("anything"), weights}, {pickled_text("epoch"), kNumber}}),
        pickled_dict({{pickled_text("optimizer"), optimizer},
                      {pickled_text("epoch"), kNumber},
                      {pickled_text("g"), weights}}),
        pickled_dict(
            {{pickled_text("model"), pickled_dict({{pickled_text("state_dict"), weights}})}}),
        pickled_dict(
            {{pickled_text("a"),
              pickled_dict({{pickled_text("b"), pickled_dict({{pickled_text("c"), weights}})}})}}),
        pickled_dict({{pickled_text("ema"), pickled_dict({{pickled_text("e"), kTensor}})},
                      {pickled_text("model"), weights}}),
        pickled_dict({{pickled_text("state_dict"), kNone}, {pickled_text("other"), weights}}),
        pickled_dict({{pickled_text("w"), kTensor},
                      {pickled_text("extra"), pickled_dict({{pickled_text("e"), kTensor}})}})}) {
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
  const auto weights = pickled_dict({{pickled_text("w"), kTensor}});
  EXPECT_THAT(
      error(pickled_dict({{pickled_text("generator"), weights},
                          {pickled_text("critic"), pickled_dict({{pickled_text("w"), kTensor}})}})),
      Tells("2 dictionaries of tensors", "'generator'", "'critic'", "torch.load(path)["));
  EXPECT_THAT(error(pickled_dict({{pickled_text("epoch"), kNumber},
                                  {pickled_text("notes"), pickled_text("none")}})),
              Tells("holds no tensor", "'epoch' (a number)", "'notes' (a text)", "state_dict()"));
  const auto network = object("torchvision.models.resnet", "ResNet",
                              pickled_dict({{pickled_text("_parameters"), weights}}));
  EXPECT_THAT(error(network), Tells("a whole network", "'torchvision.models.resnet.ResNet'",
                                    "torch.save(model.state_dict(), path)"));
  EXPECT_THAT(
      error(pickled_dict({{pickled_text("epoch"), kNumber}, {pickled_text("model"), network}})),
      Tells("'model' (a whole network, a Python object made by "
            "'torchvision.models.resnet.ResNet')",
            "torch.save(model.state_dict(), path)"));
  EXPECT_THAT(error("](" + kTensor + "e"), Tells("found a list"));
  EXPECT_THAT(error(kTensor), Tells("found a single tensor"));
}

TEST(PytorchCheckpointError, ManyNamesOfOneDictionaryTakeNoTime) {
  std::string pickle = "}q\1(" + pickled_text("d") + "}q\2(";
  for (int i = 0; i < 20'000; ++i) pickle += pickled_text(std::to_string(i)) + "N";
  pickle += "u";
  for (int i = 0; i < 20'000; ++i) pickle += pickled_text(fmt::format("d{}", i)) + "h\2";
  EXPECT_THAT(error_of_file(legacy_file(pickle + "u.")), Tells("holds no tensor"));
}

// OrderedDicts that are all made of one list of pairs: what each has of it is not copied without
// end.
TEST(PytorchCheckpointError, ManyDictionariesOfOneListOfPairsAreRefused) {
  const auto checkpoint = [](int pairs, int dictionaries) {
    std::string pickle = "ccollections\nOrderedDict\nq\1" + pickled_text("a") + "K\1\x86q\2](";
    for (int i = 0; i < pairs; ++i) pickle += "h\2";
    pickle += "e\x85q\3}(";
    for (int i = 0; i < dictionaries; ++i) pickle += pickled_text(std::to_string(i)) + "h\1h\3R";
    return legacy_file(pickle + "u.");
  };
  EXPECT_THAT(error_of_file(checkpoint(100, 100)), Tells("holds no tensor"));
  EXPECT_THAT(error_of_file(checkpoint(1000, 1000)), Tells("share too many entries"));
}

// Objects with one state, in which each would be searched for the layers of a network.
TEST(PytorchCheckpointError, ManyObjectsOfOneStateAreRefused) {
  std::string pickle = "}q\1(";
  for (int i = 0; i < 1000; ++i) pickle += pickled_text(std::to_string(i)) + "N";
  pickle += "u}(";
  for (int i = 0; i < 1000; ++i) pickle += pickled_text(std::to_string(i)) + "cm\nC\n)Rh\1b";
  EXPECT_THAT(error_of_file(legacy_file(pickle + "u.")), Tells("share too many entries"));
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
    int64_t read_bytes = 0;
    for (int i = 0; i < 1000; ++i) {
      auto damaged = whole;
      for (auto flips = 1 + random() % 4; flips > 0; --flips)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      write_file(folder / "a", damaged);
      try {
        for (const auto& [key, tensor] : read_pytorch_checkpoint(folder / "a").tensors)
          read_bytes +=
              std::ranges::count_if(tensor.bytes(), [](auto b) { return b > std::byte{}; });
      } catch (const Error&) {
        ++errors;
      }
    }
    EXPECT_GT(errors, 100) << name;
    EXPECT_GT(read_bytes, 0) << name;
  }
}

}  // namespace
}  // namespace panet
